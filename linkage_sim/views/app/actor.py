"""The story of one of the five actors: whether it does its duty, its money, what it did at each stage, and why not more."""

from __future__ import annotations

from ...actors.market import branch_earnings, branches_carried, nearby_cost
from ...findings.language import Words
from ...scenario.programmes import PROVIDERS
from ...state.ledger import ACCOUNTS
from ...state.month import STAGES
from ...state.world import offers_of, programmes_of
from .frame import environment_now
from .household import Story, place_of, programme_title
from .run import Run

MOST_PROGRAMMES = 7


def actor_story(run: Run, actor: str, words: Words) -> Story:
    """Tell what an actor is, holds and did this month."""
    active = actor == "household" or bool(getattr(run.model.scenario.actors, actor).active)
    lines = [words(f"actors.{actor}.who")]
    if not active:
        return Story(words(f"actors.{actor}.name"), actor, (*lines, words("story.inactive")))
    acts = run.model.acts(actor)
    done = tuple(words(f"flows.{stage}.{actor}", count=round(acts[stage])) for stage in STAGES)
    lines += _money(run, actor, words) + _reasons(run, actor, words)
    return Story(words(f"actors.{actor}.name"), actor, tuple(lines), help=tuple(_programmes(run, actor, words)), deeds=done)


def _money(run: Run, actor: str, words: Words) -> list[str]:
    if actor not in ACCOUNTS:
        return []
    return [words("story.balance", balance=words.amount(run.model.balance(actor)))]


def _programmes(run: Run, actor: str, words: Words) -> list[str]:
    """What it pays for: how many asked, how many it served this month."""
    if actor not in PROVIDERS:
        return []
    world, village, names = run.model.world, run.model.villages[run.village], list(run.model.scenario.programmes)
    told = []
    for programme, offer in zip(programmes_of(village, world), offers_of(village, world), strict=True):
        if not programme.exists or PROVIDERS[programme.payer] != actor:
            continue
        asked, served = int(offer.claims), int(offer.matched)
        key, title = "story.built" if programme.for_village else "story.offered", programme_title(run, names[programme.number], words)
        told.append((-served, -asked, words(key, programme=title, asked=asked, served=served)))
    return [line for _, _, line in sorted(told)[:MOST_PROGRAMMES]]


def _reasons(run: Run, actor: str, words: Words) -> list[str]:
    """Why it does what it does: what it waits for."""
    (village, parameters), month = place_of(run), run.model.world.months[run.village]
    if actor == "government":
        if not village.noticed:
            return [words("reasons.unnoticed", stores=int(village.stores), needed=int(parameters.notice_stores))]
        waits = int(village.noticed - 1 + parameters.notice_delay) - run.month
        return [words("reasons.delay", months=waits)] if waits > 0 else [words("reasons.noticed")]
    if actor == "market":
        return [_courier(run, words)]
    if actor == "community":
        return [words("reasons.integrity", level=words.percent(village.integrity), visits=int(month.input_community))]
    if actor == "society":
        return [words("reasons.publicity", level=words.percent(village.publicity))]
    return [words("reasons.households", voiced=int(month.input_household), online=int(village.online), total=run.plan.total)]


def _courier(run: Run, words: Words) -> str:
    """How many couriers would pay, and what a further one waits for (see ``actors.market.couriers_decide``)."""
    village, parameters = place_of(run)
    volume, couriers, capacity = village.volume + village.received, village.couriers, parameters.courier_capacity
    price, margin = environment_now(run.model, run.village).courier_price * village.fee, parameters.courier_margin
    asks = parameters.entry_caution * nearby_cost(parameters.courier_cost, village.couriers_nearby, parameters.branch_nearby)
    earns = branch_earnings(volume, couriers + 1.0, capacity, price, margin)
    carried = branches_carried(volume, capacity, price, margin, asks)
    key = "reasons.courier_pays" if carried > couriers else "reasons.courier_waits"
    proof = {"proof": int(village.courier_proof), "months": int(parameters.entry_proof)}
    return words(key, couriers=int(couriers), carried=int(carried), earns=words.amount(earns), asks=words.amount(asks), **proof)
