import { RequestRejected, type Json } from '../format.ts'
import { asObject, isObject, objects } from '../json.ts'

/**
 * Rejects a history in which calls are not answered as Gemini wants it: in the content right after theirs, by as many
 * responses, under the same names and, where they have some, ids
 * (https://ai.google.dev/gemini-api/docs/function-calling).
 *
 * @throws {RequestRejected}
 */
export function checkCallsAnswered(contents: readonly Json[]): void {
  contents.forEach((content, index) => {
    const calls = held(content, 'functionCall')
    const responses = held(content, 'functionResponse')
    const before = index === 0 ? undefined : contents[index - 1]
    const asked = held(before, 'functionCall')
    if (calls.length > 0 && (before === undefined || before['role'] === 'model'))
      throw new RequestRejected(
        'Please ensure that function call turn comes immediately after a user turn or after a function response turn.',
      )
    if (responses.length > 0 && asked.length === 0)
      throw new RequestRejected(
        'Please ensure that function response turn comes immediately after a function call turn.',
      )
    if (responses.length !== asked.length) throw wrongNumber()
    asked.forEach((call, place) => checkPair(call, responses[place] as Json))
  })
  if (held(contents.at(-1), 'functionCall').length > 0) throw wrongNumber()
}

function held(content: Json | undefined, key: string): Json[] {
  return objects(content?.['parts'])
    .map((part) => part[key])
    .filter(isObject)
}

/** Without ids only the order tells responses apart; that it is kept is this server's own rule. */
function checkPair(call: Json, response: Json): void {
  const { id, name } = asObject(response)
  if (name !== call['name'])
    throw new RequestRejected(
      `The function response for '${String(name)}' stands where the one for '${String(call['name'])}' belongs.`,
    )
  if (id !== call['id'])
    throw new RequestRejected(
      `The function response for '${String(name)}' has the id '${String(id)}', but its call has '${String(call['id'])}'.`,
    )
}

function wrongNumber(): RequestRejected {
  return new RequestRejected(
    'Please ensure that the number of function response parts is equal to the number of function call parts of the ' +
      'function call turn.',
  )
}
