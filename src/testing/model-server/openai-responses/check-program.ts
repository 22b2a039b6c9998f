import { isDeepStrictEqual } from 'node:util'
import { isValidSignature } from '../anthropic/signature.ts'
import { RequestRejected, type Json } from '../format.ts'
import { asArray, asObject, asString, objects } from '../json.ts'
import { invalidValue, missing } from '../openai-chat/rejections.ts'
import { isCall, isCallOutput } from './items.ts'

/**
 * Checks what programs of the model's need that make calls: tools that they may call, themselves as they came, and
 * results that say whose they are.
 *
 * @throws {RequestRejected}
 */
export function checkPrograms(items: readonly Json[], { tools }: Json): void {
  const isOffered = objects(tools).some(({ type }) => type === 'programmatic_tool_calling')
  const callable = new Set(
    objects(tools)
      .filter((tool) => asArray(tool['allowed_callers']).includes('programmatic'))
      .map(({ name }) => name),
  )
  if (callable.size > 0 && !isOffered)
    throw invalidValue(
      'tools',
      "`allowed_callers` needs a tool of type 'programmatic_tool_calling'.",
    )
  const programs = new Set<unknown>()
  const callers = new Map<unknown, unknown>()
  items.forEach((item, index) => {
    const { type, call_id: id, caller } = item
    if (type === 'program') programs.add(programId(item, `input[${index}]`))
    if (isCall(item)) callers.set(id, caller)
    if (isCall(item) && isProgram(caller)) expectCallable(item, programs, callable)
    const asked = callers.get(id)
    if (isCallOutput(item) && isProgram(asked) && !isDeepStrictEqual(asked, caller))
      throw invalidValue(`input[${index}].caller`, `The caller of call ${String(id)} is another.`)
  })
}

function programId({ call_id: id, code, fingerprint }: Json, at: string): unknown {
  if (fingerprint === undefined) throw missing(`${at}.fingerprint`)
  if (!isValidSignature(asString(code), asString(fingerprint)))
    throw invalidValue(`${at}.fingerprint`, 'The program must be sent back as it came.')
  return id
}

function expectCallable(
  { name, caller }: Json,
  programs: ReadonlySet<unknown>,
  callable: ReadonlySet<unknown>,
): void {
  const { caller_id: id } = asObject(caller)
  if (!programs.has(id))
    throw new RequestRejected(`No program found with call_id ${String(id)}.`, { param: 'input' })
  if (!callable.has(name))
    throw invalidValue('tools', `A program called '${String(name)}', which it is not allowed to.`)
}

function isProgram(caller: unknown): boolean {
  return asObject(caller)['type'] === 'program'
}
