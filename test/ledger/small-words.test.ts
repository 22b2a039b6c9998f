import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { RecordedCall, RecordedRun } from '../../src/ledger/recorded.ts'
import { call, lastPair, run } from './runs.ts'

const person = (fields: object): string =>
  JSON.stringify({ name: 'Ann Lee', plan: 'gold', language: 'german', ...fields })

const found =
  (fields: object, heard = 'Look Ann Lee up.'): ((later: RecordedCall) => RecordedRun) =>
  (later) =>
    run(heard, call('get_user', { name: 'Ann Lee' }, person(fields)), later)

/** Arguments that are small numbers or short codes, after a result in which they stand. */
const dependent: Readonly<Record<string, RecordedRun>> = {
  'a row’s id': found({ id: 42 })(call('get_orders', { user_id: 42 })),
  'an id of one digit': found({ id: 7 })(call('get_orders', { user_id: 7 })),
  'a round number': found({ team: 1000 })(call('get_team', { team: 1000 })),
  'a negative number': found({ zone: -3 })(call('get_zone', { zone: -3 })),
  'a fraction': found({ rate: 1.5 })(call('get_price', { rate: 1.5 })),
  'a number in a text': found({ floor: '5' })(call('get_rooms', { floor: '5' })),
  'a number in a list': found({ teams: [3, 8] })(call('get_teams', { ids: [8] })),
  'a number in JSON in a string': found({ team: 8 })(call('get_team', { body: '{"team":8}' })),
  'a number in a name': found(
    { node: 5 },
    'Look the node of Ann Lee up.',
  )(call('get_node', { node_name: 'node 5' })),
  'a code of two letters': found({ country: 'DE' })(call('get_tax', { country: 'DE' })),
  'a code in other case': found({ country: 'DE' })(call('get_tax', { country: 'de' })),
  'a letter': found({ class: 'B' })(call('get_room', { class: 'B' })),
  'a code beside what was known': found({ country: 'DE' })(
    call('get_tax', { name: 'Ann Lee', country: 'DE' }),
  ),
  'the result of what writes': run(
    'Order shoes, and send me the invoice.',
    call('make_order', { item: 'shoes', key: 'orders' }, person({ order_id: 57 })),
    call('get_invoice', { order_id: 57, key: 'invoices' }),
  ),
  'the same tool': run(
    'Walk from node 1.',
    call('get_node', { node_id: 1 }, person({ next: 5 })),
    call('get_node', { node_id: 5 }),
  ),
  'the numbers of a prompt’s list': {
    ...found({ team: 3 })(call('get_team', { team: 3 })),
    instructions: 'How to work:\n1. Look.\n2. Think.\n3. Act, at most 3 times.',
  },
}

/** The same where the numbers and codes had been known. */
const independent: Readonly<Record<string, RecordedRun>> = {
  'people had said it': found(
    { id: 42 },
    'Look Ann Lee and order 42 up.',
  )(call('get_orders', { order: 42 })),
  'people had said the code': found(
    { country: 'DE' },
    'Ann Lee, and taxes in DE?',
  )(call('get_tax', { country: 'DE' })),
  'the model had used it': run(
    'Look Ann Lee and the shoes up.',
    call('get_user', { name: 'Ann Lee', limit: 10 }, person({ limit: 10 })),
    call('get_item', { item: 'shoes', limit: 10 }),
  ),
  'it stands nowhere': found(
    { id: 42 },
    'Look Ann Lee and the shoes up.',
  )(call('get_item', { item: 'shoes', limit: 10 })),
  'an earlier result had it': run(
    'Look around.',
    call('get_all', {}, person({ ids: [1, 2] })),
    call('get_order', { order_id: 1 }, person({ next: 2 })),
    call('get_order', { order_id: 2 }),
  ),
  'one of several that people had listed': run(
    'Are orders 1 and 2 paid?',
    call('get_order', { order_id: 1 }, person({ items: 2 })),
    call('get_order', { order_id: 2 }),
  ),
  'a word that stands everywhere': found(
    { type: 'json' },
    'Look Ann Lee and the shoes up.',
  )(call('get_item', { item: 'shoes', format: 'json' })),
}

describe('a small number or a short code', () => {
  for (const [what, recorded] of Object.entries(dependent))
    it(`that was first read in the earlier result proves nothing, and speaks for nothing: ${what}`, () => {
      const { mergeable, why } = lastPair(recorded)
      assert.equal(mergeable, 'maybe', why)
    })
  for (const [what, recorded] of Object.entries(independent))
    it(`that was known before is in nobody's way: ${what}`, () => {
      const { mergeable, why } = lastPair(recorded)
      assert.equal(mergeable, 'yes', why)
    })
})
