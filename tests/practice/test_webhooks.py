"""Signed webhooks from the stand-in, and what can happen to them on their way."""

from collections.abc import Iterator

import pytest
import stripe
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from eventsvc.practice.keys import SECRET
from eventsvc.practice.server import Practice
from tests.practice.conftest import Make

DONE = "checkout.session.completed"


class Shop:
    """Takes webhooks as a shop does: checks the signature, remembers the type, answers."""

    def __init__(self, practice: Practice) -> None:
        self.client = practice.client()
        self.got: list[str] = []
        self.ids: list[str] = []
        self.accounts: list[str | None] = []
        self.status = 200
        self.bad_first = 0

    def __call__(self, body: bytes, header: str) -> int:
        event = self.client.construct_event(body, header, SECRET)
        self.got.append(event.type)
        self.ids.append(event.id)
        self.accounts.append(getattr(event, "account", None))
        if self.bad_first:
            self.bad_first -= 1
            return 500
        return self.status


@pytest.fixture
def shop(practice: Practice) -> Shop:
    """Listens for the events of the platform."""
    listening = Shop(practice)
    practice.endpoint(listening)
    return listening


def test_events_arrive_signed_and_in_order(practice: Practice, shop: Shop, page: Make) -> None:
    session = page().id
    practice.pay(session)
    practice.refund_by_hand(session, 100)
    practice.dispute(session)

    assert practice.webhooks.quiet()
    assert shop.got == ["payment_intent.succeeded", DONE, "refund.created", "charge.refunded", "charge.dispute.created"]
    assert [each.status for each in practice.webhooks.record] == [200] * 5


def test_over_the_wire_with_the_real_signature(practice: Practice, page: Make) -> None:
    got: list[str] = []

    @Request.application
    def answer(request: Request) -> Response:
        body = request.get_data()
        got.append(practice.client().construct_event(body, request.headers["Stripe-Signature"], "whsec_other").type)
        return Response("", 204)

    server = make_server("127.0.0.1", 0, answer)
    practice.endpoint(f"http://127.0.0.1:{server.server_port}/webhooks/stripe", "whsec_other", kinds=[DONE])
    practice.pay(page().id)
    server.handle_request()
    server.server_close()

    assert practice.webhooks.quiet()
    assert got == [DONE]
    assert [(each.kind, each.status) for each in practice.webhooks.record] == [(DONE, 204)]


def test_events_of_connected_accounts_go_to_their_own_endpoint(practice: Practice, shop: Shop, page: Make) -> None:
    connect = Shop(practice)
    practice.endpoint(connect, connect=True)
    practice.pay(page({"stripe_account": "acct_ada"}).id)
    practice.charges("acct_practice", enabled=False)

    assert practice.webhooks.quiet()
    assert (shop.got, connect.got) == (["account.updated"], ["payment_intent.succeeded", DONE])
    assert connect.accounts == ["acct_ada", "acct_ada"]


def test_what_is_not_acknowledged_comes_again(practice: Practice, shop: Shop, page: Make, stripe_client: stripe.StripeClient) -> None:
    shop.bad_first = 2
    practice.pay(page().id)

    assert practice.webhooks.quiet()
    assert sorted(shop.got) == sorted(["payment_intent.succeeded", DONE] * 2)
    assert stripe_client.v1.events.list({"delivery_success": False}).data == []


def test_it_is_given_up_and_found_later(practice: Practice, shop: Shop, page: Make, stripe_client: stripe.StripeClient) -> None:
    shop.status = 302
    practice.pay(page().id)
    assert practice.webhooks.quiet()
    lost = [event.id for event in stripe_client.v1.events.list({"delivery_success": False, "type": DONE}).data]
    shop.status = 200
    practice.redeliver(lost[0])

    assert shop.got.count(DONE) == 6
    assert stripe_client.v1.events.list({"delivery_success": False, "type": DONE}).data == []


def test_events_can_be_switched_off(practice: Practice, shop: Shop, page: Make, stripe_client: stripe.StripeClient) -> None:
    practice.webhooks.off = True
    practice.pay(page().id)

    assert practice.webhooks.quiet()
    assert shop.got == []
    assert len(stripe_client.v1.events.list({"delivery_success": False}).data) == 2


def test_the_first_deliveries_get_lost(practice: Practice, shop: Shop, page: Make) -> None:
    practice.webhooks.drop = 3
    practice.pay(page().id)

    assert practice.webhooks.quiet()
    assert sorted(shop.got) == [DONE, "payment_intent.succeeded"]
    assert [each.attempt for each in practice.webhooks.record if each.kind == DONE] == [1, 2, 3, 4]


def test_the_acknowledgement_gets_lost(practice: Practice, shop: Shop, page: Make) -> None:
    practice.webhooks.acks_lost = 1
    practice.pay(page().id)

    assert practice.webhooks.quiet()
    assert sorted(shop.got) == [DONE, "payment_intent.succeeded", "payment_intent.succeeded"]


def test_copies_arrive_at_the_same_time(practice: Practice, shop: Shop, page: Make) -> None:
    practice.webhooks.copies = 5
    practice.pay(page().id)

    assert practice.webhooks.quiet()
    assert shop.got.count(DONE) == 5
    assert len(set(shop.ids)) == 2


@pytest.mark.parametrize(("turned", "seed"), [(True, None), (False, 1), (False, 2)])
def test_held_events_are_released_in_another_order(
    practice: Practice, shop: Shop, page: Make, *, turned: bool, seed: int | None,
) -> None:
    practice.webhooks.held = True
    session = page().id
    practice.pay(session)
    practice.refund_by_hand(session)
    order = practice.webhooks.release(turned=turned, seed=seed)

    assert practice.webhooks.quiet()
    assert shop.got == order
    assert sorted(order) == sorted(["payment_intent.succeeded", DONE, "refund.created", "charge.refunded"])
    assert order[0] == "charge.refunded" if turned else order


def test_nobody_listening_is_no_loss(practice: Practice, page: Make, stripe_client: stripe.StripeClient) -> None:
    practice.pay(page().id)

    assert stripe_client.v1.events.list({"delivery_success": False}).data == []


@pytest.fixture
def late(practice: Practice) -> Iterator[None]:
    """Signatures that are too old."""
    practice.webhooks.stamp_skew = -400
    yield
    practice.webhooks.stamp_skew = 0


@pytest.mark.usefixtures("late")
def test_a_stale_signature_is_found_out(practice: Practice, page: Make) -> None:
    seen: list[str] = []

    def listening(body: bytes, header: str) -> int:
        with pytest.raises(stripe.SignatureVerificationError, match="tolerance"):
            practice.client().construct_event(body, header, SECRET)
        seen.append(header)
        return 200

    practice.endpoint(listening, kinds=[DONE])
    practice.pay(page().id)

    assert practice.webhooks.quiet()
    assert len(seen) == 1
