import { RequestRejected, type Json } from '../format.ts'
import { asObject, isObject } from '../json.ts'
import { checkCallsAnswered } from './check-calls.ts'
import { checkPart } from './check-part.ts'
import { checkSignatures } from './check-signatures.ts'
import { checkTools } from './check-tools.ts'
import { target } from './model.ts'
import { checkFields } from './rejections.ts'

const fields = (
  'model contents systemInstruction tools toolConfig safetySettings generationConfig ' +
  'cachedContent labels serviceTier store modelArmorConfig'
).split(' ')
const roles: readonly unknown[] = [undefined, '', 'user', 'model', 'function']

/**
 * Rejects what Google rejects, in its words as far as they are known.
 *
 * @throws {RequestRejected}
 */
export function checkGemini(body: Json, path: string): void {
  const { model = '' } = target(path) ?? {}
  checkFields(body, fields, '')
  const { contents, systemInstruction } = body
  if (!Array.isArray(contents) || contents.length === 0)
    throw new RequestRejected('* GenerateContentRequest.contents: contents is not specified\n')
  contents.forEach((content: unknown, index) => checkContent(content, `contents[${index}]`, model))
  if (systemInstruction !== undefined) checkContent(systemInstruction, 'system_instruction', model)
  checkTools(body)
  const all = contents.map(asObject)
  checkCallsAnswered(all)
  checkSignatures(all, model)
}

function checkContent(content: unknown, at: string, model: string): void {
  if (!isObject(content))
    throw new RequestRejected(`Invalid value at '${at}' (type.googleapis.com/google.ai.Content)`)
  checkFields(content, ['role', 'parts'], at)
  const { role, parts } = content
  if (!roles.includes(role)) throw new RequestRejected('Please use a valid role: user, model.')
  if (!Array.isArray(parts) || parts.length === 0)
    throw new RequestRejected(
      `* GenerateContentRequest.${at}.parts: contents.parts must not be empty.\n`,
    )
  parts.forEach((part: unknown, place) => checkPart(part, `${at}.parts[${place}]`, model))
}
