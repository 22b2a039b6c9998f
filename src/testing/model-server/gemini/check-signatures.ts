import { RequestRejected, type Json } from '../format.ts'
import { asObject, objects } from '../json.ts'
import { isGemini3 } from './model.ts'
import { isValidSignature } from './signature.ts'

/**
 * Rejects a history that lost or moved a thought signature (https://ai.google.dev/gemini-api/docs/thought-signatures).
 * Gemini 3 demands one on the first call of each of its messages since the user last spoke.
 *
 * @throws {RequestRejected}
 */
export function checkSignatures(contents: readonly Json[], model: string): void {
  const spokenAt = contents.findLastIndex(
    ({ role, parts }) =>
      role !== 'model' &&
      objects(parts).some(({ functionResponse }) => functionResponse === undefined),
  )
  contents.forEach(({ parts }, index) => {
    for (const part of objects(parts))
      if (part['thoughtSignature'] !== undefined && !isValidSignature(part))
        throw new RequestRejected('Thought signature is not valid')
    if (isGemini3(model) && index > spokenAt) checkFirstCall(objects(parts), index)
  })
}

function checkFirstCall(parts: readonly Json[], index: number): void {
  const first = parts.find(({ functionCall }) => functionCall !== undefined)
  if (first === undefined || first['thoughtSignature'] !== undefined) return
  const { name } = asObject(first['functionCall'])
  throw new RequestRejected(
    'Function call is missing a thought_signature in functionCall parts. This is required for tools to work ' +
      'correctly, and missing thought_signature may lead to degraded model performance. Additional data, function ' +
      `call \`default_api:${String(name)}\` , position ${index + 1}.`,
  )
}
