import { createModelServer, type ModelServer, type ScriptedRequest } from 'fanfold/testing'

/** In place of a live model: it asks for three lookups and an e-mail in one message, and answers with what it is told. */
export function startModel(): Promise<ModelServer> {
  const lookups = ['get_customer', 'get_orders', 'get_tickets']
  const calls = [
    ...lookups.map((name) => ({ id: name, name, input: { customerId: 1234 } })),
    { id: 'send_email', name: 'send_email', input: { to: 'ada@example.com' } },
  ]
  return createModelServer({
    script: (request) => (request.turn === 0 ? { calls } : { text: answer(request) }),
  })
}

function answer({ results }: ScriptedRequest): string {
  const told = (id: string): string => results.find((result) => result.id === id)?.text ?? ''
  const { name } = JSON.parse(told('get_customer'))
  const { orders } = JSON.parse(told('get_orders'))
  const { open } = JSON.parse(told('get_tickets'))
  const mail = told('send_email').includes('may or may not')
    ? 'I cannot tell whether the e-mail went out.'
    : 'The e-mail went out.'
  return `${name} has ${orders} orders and ${open} open tickets. ${mail}`
}
