import { member, pure, type ToolsetEffects } from './effect.ts'

/** What acts for the user, or shows what is theirs, needs the login. */
const session = 'trading/session'
/** Moved by funding and withdrawing, which answer with the new one. An order is pending when it is placed. */
const balance = 'trading/account/balance'
const transactions = 'trading/account/transactions'
/** Prices, which no call here changes. */
const market = 'trading/market'
const orders = 'trading/orders'
const orderIds = `${orders}/ids`
const orderById = `${orders}/by-id`
const watchlist = 'trading/watchlist'

export const tradingBot: ToolsetEffects = {
  trading_login: { writes: session },
  trading_logout: { writes: session },
  trading_get_login_status: { reads: session },

  get_account_info: { reads: [session, balance] },
  fund_account: { reads: session, writes: [balance, transactions] },
  withdraw_funds: { reads: session, writes: [balance, transactions] },
  get_transaction_history: { reads: [session, transactions] },

  // A purchase needs the money. The new order gets the next id, which may be the one that another call mentions.
  place_order: {
    reads: ({ symbol }) => [session, balance, member(market, symbol)],
    writes: orders,
  },
  // A cancelled order stays in the history.
  cancel_order: { reads: session, writes: ({ order_id }) => member(orderById, order_id) },
  get_order_details: { reads: ({ order_id }) => [session, member(orderById, order_id)] },
  get_order_history: { reads: [session, orderIds] },

  get_watchlist: { reads: [session, watchlist] },
  // Answers with the list, in order; removing answers only for its own symbol.
  add_to_watchlist: { reads: session, writes: watchlist },
  remove_stock_from_watchlist: {
    reads: session,
    writes: ({ symbol }) => member(watchlist, symbol),
  },

  get_stock_info: { reads: ({ symbol }) => member(market, symbol) },
  filter_stocks_by_price: { reads: market },
  // The notification is its answer.
  notify_price_change: { reads: market },
  get_available_stocks: pure,
  get_symbol_by_name: pure,
  get_current_time: pure,
}
