import { member, pure, type ToolsetEffects } from './effect.ts'

/** Who is logged in, with which token. Whatever takes a token reads it. */
const session = 'travel/session'
/** Tokens, cards, bookings and insurances get their ids from one source, so who asks first gets another one. */
const ids = 'travel/ids'
const cards = 'travel/cards'
const bookings = 'travel/bookings'
const budget = 'travel/budget'
const support = 'travel/support'

export const travelBooking: ToolsetEffects = {
  authenticate_travel: { writes: [session, ids] },
  travel_get_login_status: { reads: session },
  // The traveler must be the user who is logged in.
  verify_traveler_information: { reads: session },

  register_credit_card: { reads: session, writes: [cards, ids] },
  get_all_credit_cards: { reads: cards },
  get_credit_card_balance: { reads: ({ card_id }) => [session, member(cards, card_id)] },

  set_budget_limit: { reads: session, writes: budget },
  get_budget_fiscal_year: { reads: budget },

  // The new booking's id may be the one that another call mentions.
  book_flight: {
    reads: [session, budget],
    writes: ({ card_id }) => [bookings, member(cards, card_id), ids],
  },
  // Gives the money back to a card that only the booking knows.
  cancel_booking: {
    reads: session,
    writes: ({ booking_id }) => [member(bookings, booking_id), cards],
  },
  purchase_insurance: {
    reads: [session, budget],
    writes: ({ booking_id, card_id }) => [
      member(bookings, booking_id),
      member(cards, card_id),
      ids,
    ],
  },
  get_booking_history: { reads: [session, bookings] },
  retrieve_invoice: { reads: ({ booking_id }) => [session, member(bookings, booking_id)] },
  contact_customer_support: {
    reads: ({ booking_id }) => member(bookings, booking_id),
    writes: support,
  },

  compute_exchange_rate: pure,
  get_flight_cost: pure,
  get_nearest_airport_by_city: pure,
  list_all_airports: pure,
}
