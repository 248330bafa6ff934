"""The registry of backbones: complete, consistent, and helpful when a name is wrong."""

import re

import pytest

from landsketch.core import backbones
from landsketch.core.errors import BackboneUnavailable

HUB = [entry for entry in backbones.all_entries() if entry.kind in ("vit", "convnext")]


def ids(entry: backbones.BackboneEntry) -> str:
    return entry.name


def test_every_published_model_is_listed():
    expected = {
        *(
            f"dinov3-{size}"
            for size in ("vits16", "vits16plus", "vitb16", "vitl16", "vith16plus", "vit7b16")
        ),
        *(f"dinov3-convnext-{size}" for size in ("tiny", "small", "base", "large")),
        "dinov3-vitl16-sat493m",
        "dinov3-vit7b16-sat493m",
        *(
            f"dinov2-{size}{tail}"
            for size in ("small", "base", "large", "giant")
            for tail in ("", "-registers")
        ),
        "builtin",
        "dinov2-small-wheel",
    }
    assert set(backbones.names()) == expected


def test_names_are_unique():
    assert len(set(backbones.names())) == len(backbones.names())


def test_an_unknown_name_is_refused_in_a_sentence_that_lists_the_names():
    with pytest.raises(BackboneUnavailable) as caught:
        backbones.get("dinov9")
    assert "dinov9" in str(caught.value)
    assert all(name in str(caught.value) for name in backbones.names())


@pytest.mark.parametrize("entry", backbones.all_entries(), ids=ids)
def test_entry_is_consistent(entry: backbones.BackboneEntry):
    assert backbones.get(entry.name) is entry
    assert entry.kind in {"vit", "convnext", "builtin", "wheel"}
    assert len(entry.mean) == len(entry.std) == 3
    assert min(entry.std) > 0
    assert entry.layers == tuple(sorted(set(entry.layers)))
    assert 0 <= 2 * entry.halo_tokens < entry.tile_tokens
    assert entry.licence
    assert entry.licence_url.startswith("https://")


@pytest.mark.parametrize("entry", HUB, ids=ids)
def test_hub_backbones_name_their_repository_and_at_most_one_exact_revision(
    entry: backbones.BackboneEntry,
):
    assert re.fullmatch(r"facebook/[a-z0-9-]+", entry.repository)
    assert re.fullmatch(r"|[0-9a-f]{40}", entry.revision)
    assert entry.gated == entry.name.startswith("dinov3-")


def test_public_backbones_are_pinned():
    assert all(entry.revision for entry in HUB if not entry.gated)


def test_revisions_are_not_copied_from_one_backbone_to_another():
    revisions = [entry.revision for entry in HUB if entry.revision]
    assert len(set(revisions)) == len(revisions)


def test_satellite_weights_have_their_own_statistics():
    satellite = [entry for entry in backbones.all_entries() if "sat493m" in entry.name]
    assert {entry.mean for entry in satellite} == {(0.430, 0.411, 0.296)}
    assert {entry.std for entry in satellite} == {(0.213, 0.156, 0.143)}


@pytest.mark.parametrize(
    ("name", "layers"),
    [
        ("dinov3-vitb16", (2, 5, 8, 11)),
        ("dinov3-vitl16-sat493m", (5, 11, 17, 23)),
        ("dinov3-vith16plus", (7, 15, 23, 31)),
        ("dinov3-vit7b16", (9, 19, 29, 39)),
        ("dinov3-convnext-tiny", (2, 3)),
        ("dinov2-small-wheel", (4, 8)),
    ],
)
def test_default_layers(name: str, layers: tuple[int, ...]):
    assert backbones.get(name).layers == layers


@pytest.mark.parametrize(
    ("patch", "tile", "halo"), [(16, 32, 2), (14, 37, 2), (32, 16, 1), (4, 128, 16)]
)
def test_default_tiles(patch: int, tile: int, halo: int):
    tiles = {
        (entry.tile_tokens, entry.halo_tokens)
        for entry in backbones.all_entries()
        if entry.patch == patch
    }
    assert tiles == {(tile, halo)}


@pytest.fixture
def install(tmp_path, monkeypatch):
    """A function that pretends to install backbones."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))

    def write(*names: str) -> None:
        for name in names:
            folder = backbones.default_folder() / name
            folder.mkdir(parents=True)
            (folder / "config.json").touch()

    return write


@pytest.mark.parametrize(
    ("installed", "best"),
    [
        ((), "builtin"),
        (("dinov2-small-wheel",), "dinov2-small-wheel"),
        (("dinov2-small", "dinov2-base", "dinov2-large"), "dinov2-base"),
        (("dinov2-giant", "dinov2-large"), "dinov2-large"),
    ],
)
def test_the_best_installed_backbone_is_the_largest_that_fits(install, installed, best):
    install(*installed)
    assert backbones.best_installed(100).name == best


DINOV3 = [entry for entry in HUB if entry.gated]


@pytest.mark.parametrize("entry", DINOV3, ids=ids)
def test_dinov3_comes_from_the_public_copy_first_and_the_gated_original_second(entry):
    public, original = entry.sources("auto")
    assert (public.kind, public.layout, public.gated) == ("public", "timm", False)
    assert re.fullmatch(r"timm/[a-z0-9_]+\.[a-z0-9_]+", public.repository)
    assert (original.kind, original.layout, original.gated) == ("original", "original", True)
    assert entry.sources("public") == (public,)
    assert entry.sources("original") == (original,)


def test_the_public_copy_is_of_the_same_size_and_data():
    sizes = {"small": "vits16", "small_plus": "vits16plus", "base": "vitb16", "large": "vitl16"}
    sizes |= {"huge_plus": "vith16plus", "7b": "vit7b16"}
    for entry in DINOV3:
        model, _, data = entry.public_repository.removeprefix("timm/").partition(".")
        if entry.kind == "vit":
            size = sizes[model.removeprefix("vit_").removesuffix("_patch16_dinov3")]
            tail = "-sat493m" if data == "sat493m" else ""
            assert entry.name == f"dinov3-{size}{tail}"
        else:
            assert entry.name == f"dinov3-{model.replace('_', '-')}"
            assert data == "dinov3_lvd1689m"


def test_an_open_original_counts_as_public():
    (source,) = backbones.get("dinov2-small").sources("public")
    assert source.repository == "facebook/dinov2-small"
    assert not source.gated


def test_what_is_not_on_the_hub_has_no_source():
    assert backbones.get("builtin").sources() == ()
    assert backbones.get("dinov2-small-wheel").sources() == ()
