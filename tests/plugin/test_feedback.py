"""What the log shows of a run."""

from landsketch.plugin.feedback import metrics_text


def test_scores_are_written_under_their_names():
    text = metrics_text({"miou": 0.5327, "macro_f1": 0.6754, "oa": 0.705})
    assert text == "Mean IoU 0.53, macro F1 0.68, overall accuracy 0.70"


def test_other_numbers_keep_their_digits():
    assert metrics_text({"epoch": 3, "loss": 0.001234}) == "Epoch 3, loss 0.001234"
