import { member, type ToolsetEffects } from './effect.ts'

const session = 'workspace/session'
/** Who is in the workspace: a name leads to an id. */
const users = 'workspace/users'
const names = `${users}/names`
/** Handed out one after the other, so that an id that a call mentions may be the one that was just added. */
const ids = `${users}/ids`
const messages = 'workspace/messages'
/** Messages are listed in the order of sending, and get their ids in it. */
const sent = `${messages}/sent`

export const messageApi: ToolsetEffects = {
  message_login: { reads: ids, writes: session },
  message_get_login_status: { reads: session },

  list_users: { reads: users },
  get_user_id: { reads: ({ user }) => member(names, user) },
  add_contact: { writes: ({ user_name }) => [ids, member(names, user_name)] },

  send_message: {
    reads: [session, ids],
    writes: ({ receiver_id }) => [sent, member(`${messages}/to`, receiver_id)],
  },
  delete_message: {
    reads: session,
    writes: ({ receiver_id }) => member(`${messages}/to`, receiver_id),
  },
  view_messages_sent: { reads: [session, messages] },
  search_messages: { reads: [session, messages] },
  get_message_stats: { reads: [session, messages] },
}
