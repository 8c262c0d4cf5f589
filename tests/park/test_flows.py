"""Tables of flows in: what is read, and every fault named with its place."""

import pytest

from circnet.errors import InputFaults, UsageFault
from circnet.park.flows import load_flows, of_commodity, read_flows

GOOD = "from,to,amount,commodity,uncertainty\n@import,碱厂,10,salt,0.5\n碱厂,Mill & Co,6,lye,\n碱厂,@dissipation,4,,\n"


@pytest.fixture
def written(tmp_path):
    def write(text, encoding="utf-8"):
        path = tmp_path / "flows.csv"
        path.write_bytes(text.encode(encoding))
        return path

    return write


def test_a_table_is_read_with_its_optional_columns(written):
    flows = load_flows(written(GOOD))
    assert flows["from"].tolist() == ["@import", "碱厂", "碱厂"]
    assert flows["to"].tolist() == ["碱厂", "Mill & Co", "@dissipation"]
    assert flows["amount"].tolist() == [10.0, 6.0, 4.0]
    assert flows["uncertainty"].tolist()[0] == 0.5


def test_the_optional_columns_may_be_absent(written):
    assert load_flows(written("to,amount,from\nb,1e-3,a\n"))["amount"].tolist() == [0.001]


def test_every_fault_is_told_at_once_with_its_place(written):
    path = written(
        "from,to,amount,uncertainty\n"
        "@export,a,1,\n"  # 2: the outside on the wrong side
        "a,@imort,2,\n"  # 3: a misspelt outside
        "a,b,-3,\n"  # 4: below zero
        "a,b,3万,\n"  # 5: no plain number
        ",b,1,\n"  # 6: no giver
        "a,b,,\n"  # 7: no amount
        "@import,@export,5,\n"  # 8: both ends outside
        "a,b,nan,-1\n"  # 9
    )
    _, faults = read_flows(path)
    told = set(faults[["check", "row", "column", "value"]].itertuples(index=False, name=None))
    assert told == {
        ("wrong_outside", 2, "from", "@export"), ("wrong_outside", 3, "to", "@imort"),
        ("out_of_range", 4, "amount", "-3"), ("not_a_number", 5, "amount", "3万"),
        ("blank_value", 6, "from", ""), ("blank_value", 7, "amount", ""),
        ("both_ends_outside", 8, "from, to", "@import, @export"), ("not_a_number", 9, "amount", "nan"),
        ("out_of_range", 9, "uncertainty", "-1"),
    }  # fmt: skip
    assert set(faults["file"]) == {"flows.csv"}
    assert faults["expected"].ne("").all()
    with pytest.raises(InputFaults) as caught:
        load_flows(path)
    assert len(caught.value.faults) == len(faults)


@pytest.mark.parametrize(
    ("text", "check"),
    [("", "empty_file"), ("from,to\na,b\n", "missing_column"), ("from,to,amount\n", "no_flows"),
     ("from,to,amount\na,b\n", "ragged_row")],
)  # fmt: skip
def test_a_table_without_its_parts_is_at_fault(written, text, check):
    with pytest.raises(InputFaults) as caught:
        load_flows(written(text))
    assert check in set(caught.value.faults["check"])


def test_an_unknown_column_is_a_warning(written):
    flows, faults = read_flows(written("from,to,amount,colour\na,b,1,red\n"))
    assert faults[["check", "severity", "value"]].to_numpy().tolist() == [["unknown_column", "warning", "colour"]]
    assert len(load_flows(written("from,to,amount,colour\na,b,1,red\n"))) == len(flows) == 1


def test_a_file_that_is_not_there_and_one_that_is_not_utf8_are_told(written, tmp_path):
    assert read_flows(tmp_path / "none.csv")[1]["check"].tolist() == ["missing_file"]
    assert read_flows(tmp_path)[1]["check"].tolist() == ["unreadable_file"]
    _, faults = read_flows(written(GOOD, "gb18030"))
    assert faults[["check", "hint"]].to_numpy().tolist() == [["encoding", "GB18030"]]


def test_one_commodity_can_be_taken_out(written):
    flows = load_flows(written(GOOD))
    assert of_commodity(flows, "lye")["amount"].tolist() == [6.0]
    with pytest.raises(UsageFault, match="brine; there are lye, salt"):
        of_commodity(flows, "brine")
