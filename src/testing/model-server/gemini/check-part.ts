import { RequestRejected, type Json } from '../format.ts'
import { isObject, isString, objects } from '../json.ts'
import { isGemini3 } from './model.ts'
import { checkFields, invalidValue } from './rejections.ts'

/** What a part holds one of. */
const data = (
  'text inlineData fileData functionCall functionResponse executableCode ' +
  'codeExecutionResult toolCall toolResponse'
).split(' ')
const beside = ['thought', 'thoughtSignature', 'videoMetadata', 'mediaResolution', 'partMetadata']
const responseFields = ['id', 'name', 'response', 'parts', 'scheduling', 'willContinue']

/** @throws {RequestRejected} for a part that Google would reject wherever its neighbours are. */
export function checkPart(part: unknown, at: string, model: string): void {
  if (!isObject(part)) throw invalidValue(at, 'Struct', part)
  checkFields(part, [...data, ...beside], at)
  const held = data.filter((key) => part[key] !== undefined)
  if (held.length !== 1)
    throw new RequestRejected(
      `* GenerateContentRequest.${at}.data: required oneof field 'data' must have one initialized field\n`,
    )
  const { text, thoughtSignature, functionCall, functionResponse } = part
  if (text !== undefined && !isString(text)) throw invalidValue(`${at}.text`, 'StringValue', text)
  if (text === '' && thoughtSignature === undefined)
    throw new RequestRejected(
      'Unable to submit request because it has an empty text parameter. Add a value to the parameter and try again.',
    )
  if (functionCall !== undefined) checkCall(functionCall, `${at}.function_call`)
  if (functionResponse !== undefined)
    checkResponse(functionResponse, `${at}.function_response`, model)
}

function checkCall(call: unknown, at: string): void {
  if (!isObject(call)) throw invalidValue(at, 'Struct', call)
  checkFields(call, ['id', 'name', 'args'], at)
  checkName(call['name'], at)
  const { args } = call
  if (args !== undefined && !isObject(args)) throw invalidValue(`${at}.args`, 'Struct', args)
}

function checkResponse(answer: unknown, at: string, model: string): void {
  if (!isObject(answer)) throw invalidValue(at, 'Struct', answer)
  checkFields(answer, responseFields, at)
  checkName(answer['name'], at)
  const { response, parts } = answer
  if (!isObject(response)) throw invalidValue(`${at}.response`, 'Struct', response)
  if (parts !== undefined && !isGemini3(model))
    throw new RequestRejected('Multimodal function responses are not supported for this model.')
  checkReferences(response, objects(parts))
}

/** In a response, `$ref` names one of its parts. */
function checkReferences(value: unknown, parts: readonly Json[]): void {
  if (Array.isArray(value)) for (const item of value) checkReferences(item, parts)
  if (!isObject(value)) return
  const { $ref } = value
  const names = parts.map(({ inlineData }) => isObject(inlineData) && inlineData['displayName'])
  if (isString($ref) && !names.includes($ref))
    throw new RequestRejected(
      `The referenced name \`${$ref}\` in function_response.response does not match to a display_name in the ` +
        'function_response.parts.',
    )
  for (const item of Object.values(value)) checkReferences(item, parts)
}

function checkName(name: unknown, at: string): void {
  if (isString(name) && /^[a-zA-Z_][a-zA-Z0-9_.:-]{0,127}$/.test(name)) return
  throw new RequestRejected(
    name === undefined || name === ''
      ? `* GenerateContentRequest.${at}.name: Name cannot be empty.\n`
      : `* GenerateContentRequest.${at}.name: Invalid function name.\n`,
  )
}
