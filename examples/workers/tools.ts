// The tools: the engine loads this file for what they are called and what they touch, the workers to run them.
import { appendFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { tool, type ToolContext } from 'fanfold'

/** Says which process it is in, and takes its time. */
async function takes(ms: number, { progress, signal }: ToolContext): Promise<void> {
  progress({ pid: process.pid })
  await sleep(ms, undefined, { signal })
}

export const getCustomer = tool({
  name: 'get_customer',
  reads: ({ customerId }) => `customer/${customerId}`,
  runsIn: 'queue',
  execute: async (_, context) => {
    await takes(600, context)
    return { name: 'Ada Lovelace' }
  },
})

export const getOrders = tool({
  name: 'get_orders',
  reads: ({ customerId }) => `customer/${customerId}`,
  runsIn: 'queue',
  execute: async (_, context) => {
    await takes(500, context)
    return { orders: 7 }
  },
})

export const getTickets = tool({
  name: 'get_tickets',
  reads: ({ customerId }) => `customer/${customerId}`,
  runsIn: 'queue',
  execute: async (_, context) => {
    await takes(400, context)
    return { open: 2 }
  },
})

/** A write that nobody can take back, and that would be wrong to do twice. The mail server is a file. */
export const sendEmail = tool({
  name: 'send_email',
  writes: ({ to }) => `mailbox/${to}`,
  runsIn: 'queue',
  execute: async ({ to }, context) => {
    await appendFile(String(process.env['OUTBOX']), `to ${to}\n`)
    await takes(700, context)
    return 'sent'
  },
})
