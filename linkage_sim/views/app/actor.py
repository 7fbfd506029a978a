"""The story of one of the five actors: whether it does its duty, its money, what it did at each stage, and why not more."""

from __future__ import annotations

from ...actors.market.implementation import branch_earnings, branches_carried, nearby_cost
from ...economy.ledger import ACCOUNTS
from ...measures.columns import STAGES
from ...scenario.programmes import PROVIDERS
from .household import Story, plain, programme_title
from .language import Words
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
    world, names = run.model.world, list(run.model.scenario.programmes)
    told = []
    for k, programme in enumerate(world.programmes[int(world.villages[run.village]["design"])]):
        if not programme["exists"] or PROVIDERS[int(programme["payer"])] != actor:
            continue
        asked, served = int(world.claims[run.village, k]), int(world.matched[run.village, k])
        key = "story.built" if programme["scope"] == 1 else "story.offered"
        told.append((-served, -asked, words(key, programme=programme_title(run, names[k], words), asked=asked, served=served)))
    return [line for _, _, line in sorted(told)[:MOST_PROGRAMMES]]


def _reasons(run: Run, actor: str, words: Words) -> list[str]:
    """Why it does what it does: what it waits for."""
    v, p = run.model.world.villages[run.village], run.model.world.params[0]
    if actor == "government":
        if not v["noticed"]:
            return [words("reasons.unnoticed", stores=int(v["stores"]), needed=int(p["notice_stores"]))]
        waits = int(v["noticed"] - 1 + p["notice_delay"]) - run.month
        return [words("reasons.delay", months=waits)] if waits > 0 else [words("reasons.noticed")]
    if actor == "market":
        return [_courier(run, words)]
    if actor == "community":
        return [words("reasons.integrity", level=words.percent(float(v["integrity"])), visits=int(v["visited"]))]
    if actor == "society":
        return [words("reasons.publicity", level=words.percent(float(v["publicity"])))]
    return [words("reasons.households", voiced=int(v["voiced"]), online=int(v["online"]), total=run.plan.total)]


def _courier(run: Run, words: Words) -> str:
    """How many couriers would pay, and what a further one waits for (see ``actors.market.implementation.couriers_decide``)."""
    v, p = run.model.world.villages[run.village], run.model.world.params[0]
    e = run.model.world.environment[0, max(run.month - 1, 0)]
    volume, couriers, capacity = float(v["volume"]), float(v["couriers"]), float(p["courier_capacity"])
    price, margin = float(e["courier_price"]) * float(v["fee"]), float(p["courier_margin"])
    asks = float(p["entry_caution"]) * plain(nearby_cost)(float(p["courier_cost"]), float(v["couriers_nearby"]), float(p["branch_nearby"]))
    earns = plain(branch_earnings)(volume, couriers + 1.0, capacity, price, margin)
    carried = plain(branches_carried)(volume, capacity, price, margin, asks)
    key = "reasons.courier_pays" if carried > couriers else "reasons.courier_waits"
    proof = {"proof": int(v["courier_proof"]), "months": int(p["entry_proof"])}
    return words(key, couriers=int(couriers), carried=int(carried), earns=words.amount(earns), asks=words.amount(asks), **proof)
