from __future__ import annotations

from linkage_sim.state.ledger import ACCOUNTS, FLOW_COUNT, FLOWS, Flow, account_moves

PARTIES = {"household", "allocation", *ACCOUNTS}
HELP = [Flow.AID_COMMUNITY, Flow.AID_GOVERNMENT, Flow.AID_MARKET, Flow.AID_SOCIETY]
KIND = [Flow.KIND_COMMUNITY, Flow.KIND_GOVERNMENT, Flow.KIND_MARKET, Flow.KIND_SOCIETY]


def test_every_flow_has_two_parties() -> None:
    assert set(FLOWS) == set(Flow)
    assert sorted(int(flow) for flow in Flow) == list(range(FLOW_COUNT))
    for parties in FLOWS.values():
        assert {parties.payer, parties.payee} <= PARTIES
        assert parties.payer != parties.payee
        assert parties.meaning.endswith(".")


def test_accounts_move_by_what_they_pay_and_receive() -> None:
    moves = account_moves()
    assert len(set(moves)) == len(moves)
    for flow, parties in FLOWS.items():
        signs = {account: sign for number, account, sign in moves if number == flow}
        expected = {}
        if parties.payer in ACCOUNTS:
            expected[ACCOUNTS.index(parties.payer)] = -1.0
        if parties.payee in ACCOUNTS:
            expected[ACCOUNTS.index(parties.payee)] = 1.0
        assert signs == expected


def test_allocations_pay_for_all_help_and_nothing_else() -> None:
    assert {flow for flow, parties in FLOWS.items() if parties.payer == "allocation"} == {*HELP, *KIND}
    assert all(FLOWS[flow].payee == "household" for flow in HELP)
    assert not any(parties.payee == "allocation" for parties in FLOWS.values())


def test_providers_stand_in_the_order_of_the_catalogue() -> None:
    # flows are found as "first of its kind plus number of the provider"
    for offset, name in enumerate(("COMMUNITY", "GOVERNMENT", "MARKET", "SOCIETY")):
        assert ACCOUNTS[offset] == name.lower()
        assert int(Flow[f"AID_{name}"]) == int(Flow.AID_COMMUNITY) + offset
        assert int(Flow[f"KIND_{name}"]) == int(Flow.KIND_COMMUNITY) + offset
