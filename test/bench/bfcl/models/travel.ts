import type { Model } from './model.ts'

interface Booking {
  readonly card: string
  readonly cost: number
  insurances: number
}

export interface Travel {
  token: string
  user: string
  /** Every id that is handed out is the next one. */
  nextId: number
  budget: number
  readonly cards: Record<string, number>
  readonly bookings: Record<string, Booking>
  readonly support: string[]
}

/** Cards, bookings and insurances, whose ids come from one counter. */
export const travelModel: Model<Travel> = {
  start: (chance) => ({
    token: 't0',
    user: 'Ann',
    nextId: 3,
    budget: chance.pick([50, 1000]),
    cards: { 1: chance.pick([100, 900]), 2: 900 },
    bookings: {
      1: { card: '1', cost: 90, insurances: 0 },
      2: { card: '2', cost: 90, insurances: 0 },
    },
    support: [],
  }),
  call: (chance) => {
    const input = {
      access_token: chance.pick(['t0', 't0', 't0', 't3']),
      user_first_name: chance.pick(['Ann', 'Ben']),
      first_name: 'Ann',
      card_number: '4000',
      card_id: chance.pick(['1', '2', '3', '4']),
      booking_id: chance.pick(['1', '2', '3', '4']),
      travel_class: chance.pick(['economy', 'first']),
      insurance_cost: chance.pick([20, 200]),
      budget_limit: chance.pick([10, 500]),
      message: chance.pick(['help', 'thanks']),
    }
    return { name: chance.pick(Object.keys(functions)), input }
  },
  run: (state, { name, input }) => functions[name]?.(state, input as Named),
}

type Named = Readonly<Record<string, string & number>>
type Run = (travel: Travel, input: Named) => unknown

const functions: Readonly<Record<string, Run>> = {
  authenticate_travel: (travel, { user_first_name = '' }) => {
    travel.user = user_first_name
    return (travel.token = `t${travel.nextId++}`)
  },
  travel_get_login_status: ({ token }) => token,
  verify_traveler_information: ({ user }, { first_name }) => user === first_name,
  register_credit_card: withToken((travel) => {
    travel.cards[travel.nextId] = 500
    return travel.nextId++
  }),
  get_all_credit_cards: ({ cards }) => ({ ...cards }),
  get_credit_card_balance: withToken(({ cards }, { card_id = '' }) => cards[card_id]),
  set_budget_limit: withToken((travel, { budget_limit = 0 }) => (travel.budget = budget_limit)),
  get_budget_fiscal_year: ({ budget }) => budget,
  book_flight: withToken((travel, { card_id: card = '', travel_class }) => {
    const cost = travel_class === 'first' ? 400 : 80
    const balance = travel.cards[card]
    if (balance === undefined || balance < cost || balance < travel.budget) return 'no'
    travel.cards[card] = balance - cost
    travel.bookings[travel.nextId] = { card, cost, insurances: 0 }
    return travel.nextId++
  }),
  cancel_booking: withToken(({ bookings, cards }, { booking_id = '' }) => {
    const booking = bookings[booking_id]
    if (booking === undefined) return 'no'
    cards[booking.card] = (cards[booking.card] ?? 0) + booking.cost
    return delete bookings[booking_id]
  }),
  purchase_insurance: withToken((travel, { booking_id = '', card_id = '', insurance_cost = 0 }) => {
    const booking = travel.bookings[booking_id]
    const balance = travel.cards[card_id]
    if (booking === undefined || balance === undefined || travel.budget < insurance_cost)
      return 'no'
    travel.cards[card_id] = balance - insurance_cost
    booking.insurances += 1
    return travel.nextId++
  }),
  get_booking_history: withToken(({ bookings }) => structuredClone(bookings)),
  retrieve_invoice: withToken(({ bookings }, { booking_id = '' }) =>
    structuredClone(bookings[booking_id]),
  ),
  contact_customer_support: ({ bookings, support }, { booking_id = '', message = '' }) =>
    booking_id in bookings && support.push(message),
}

function withToken(run: Run): Run {
  return (travel, input) =>
    input['access_token'] === travel.token ? run(travel, input) : 'invalid token'
}
