import { ToolError } from '../../../../src/call/errors/error.ts'
import { tool, type AnyTool, type ToolDefinition } from '../../../../src/call/tool.ts'
import { sleep, systemClock } from '../../../../src/util/clock.ts'

interface Input {
  readonly id?: string
  readonly path?: string
  readonly query?: string
  readonly ms?: number
}

type Body = (input: Input, attempt: number) => unknown
type Extra = Partial<ToolDefinition>

/** Tools that take as long as their input says, divided by `speed`: readers, writers, one that is flaky, one that fails. */
export function supportTools(speed: number): readonly AnyTool[] {
  const tries = new Map<string, number>()
  const made = (name: string, body: Body, extra: Extra): AnyTool =>
    tool({
      name,
      description: name.replaceAll('_', ' '),
      inputSchema: { type: 'object' },
      ...extra,
      execute: async (given, { signal, callId }) => {
        const input = given as Input
        const attempt = (tries.get(callId) ?? 0) + 1
        tries.set(callId, attempt)
        const slow = name === 'search_docs' && attempt === 1 && input.query === 'chargeback'
        await sleep(systemClock, (slow ? 2_600 : (input.ms ?? 300)) / speed, signal)
        return body(input, attempt)
      },
    }) as AnyTool
  const customer = (input: unknown): string => `customer/${(input as Input).id ?? ''}`
  return [
    made('get_customer', ({ id }) => ({ id, name: 'Ada Lovelace', since: 2021, tier: 'gold' }), {
      reads: customer,
    }),
    made('list_orders', ({ id }) => orders(id), { reads: customer, limit: 'crm' }),
    made('get_order', ({ id }) => ({ id, total: 129.5, state: 'shipped', lines: 3 }), {
      reads: (input: unknown) => `order/${(input as Input).id ?? ''}`,
      limit: 'crm',
    }),
    made('get_tickets', flaky, { reads: customer, retries: 2 }),
    made('search_docs', ({ query }) => `Three pages say something of ${query}.`, {
      reads: [],
      hedge: { minSamples: 3, budget: 1 },
    }),
    made('read_file', ({ path }) => `# ${path}\n\nRefunds go to the card that paid.\n`, {
      reads: (input: unknown) => `file/${(input as Input).path ?? ''}`,
    }),
    made('edit_file', ({ path }) => ({ path, changed: 1 }), {
      writes: (input: unknown) => `file/${(input as Input).path ?? ''}`,
    }),
    made('refund', () => ({ refunded: 129.5, currency: 'EUR' }), {
      writes: customer,
      needsApproval: true,
    }),
    made('send_mail', refusedMail, { writes: (input: unknown) => `mail/${(input as Input).id}` }),
    made('render_report', () => 'never', { reads: [], timeoutMs: 700 / speed }),
  ]
}

function orders(id = ''): object[] {
  return Array.from({ length: 6 }, (_, at) => ({ id: `${id}-${at}`, total: 20 + at * 21.9 }))
}

function flaky({ id }: Input, attempt: number): unknown {
  if (attempt <= 2 && id === '1234')
    throw new ToolError('The help desk is busy: 503.', { code: 'unavailable', retryable: true })
  return [{ ticket: 'T-9', subject: 'Where is my refund?', open: true }]
}

function refusedMail(): never {
  throw new Error('The address ada@example.invalid was refused by the mail server (550).')
}
