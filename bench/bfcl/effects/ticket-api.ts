import { member, type Input, type ToolsetEffects } from './effect.ts'

const session = 'tickets/session'
/** A new ticket gets the next id, which may be the one that another call mentions. */
const queue = 'tickets/queue'
const ticket = ({ ticket_id }: Input): string => member(queue, ticket_id)

export const ticketApi: ToolsetEffects = {
  ticket_login: { writes: session },
  logout: { writes: session },
  ticket_get_login_status: { reads: session },

  create_ticket: { reads: session, writes: queue },
  get_user_tickets: { reads: [session, queue] },
  get_ticket: { reads: (input) => [session, ticket(input)] },
  edit_ticket: { reads: session, writes: ticket },
  resolve_ticket: { reads: session, writes: ticket },
  close_ticket: { reads: session, writes: ticket },
}
