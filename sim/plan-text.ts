import type { ActPlan, AttemptPlan, CallPlan, Plan, ToolPlan, TurnPlan } from './plan.ts'

/** A plan in words, one line a thing, without what is as plain as can be. */
export function planText({ engine, tools, turns }: Plan): string {
  const used = new Set(turns.flatMap(toolsOf))
  return [
    `engine  ${fields(engine)}`,
    ...tools.filter(({ name }) => used.has(name)).map(toolText),
    ...turns.flatMap((turn) => turnText(turn, '')),
  ].join('\n')
}

function toolsOf({ calls }: TurnPlan): string[] {
  return calls.flatMap(({ tool, attempts }) => [
    tool,
    ...attempts.flatMap(({ nested }) => nested.flatMap(toolsOf)),
  ])
}

function toolText({ name, ...rest }: ToolPlan): string {
  return `tool ${name}  ${fields(rest, { schema: 'none' }) || 'undeclared'}`
}

function turnText({ id, calls, acts, streamed, ...rest }: TurnPlan, indent: string): string[] {
  const plain = { end: 'commit' }
  return [
    `${indent}turn ${id}  ${[streamed ? 'streamed' : 'at once', fields(rest, plain)].filter(Boolean).join(' ')}`,
    ...calls.flatMap((call) => callText(call, `${indent}  `)),
    ...acts.map((act) => `${indent}  act  ${actText(act)}`),
  ]
}

function actText({ does, call, atMs, on }: ActPlan): string {
  const when =
    on === undefined ? `at ${atMs} ms` : `${on.afterMs ?? 0} ms after ${on.type} of call ${on.call}`
  return `${does}${call === undefined ? '' : ` ${call}`} ${when}`
}

function callText({ n, tool, attempts, id, ...rest }: CallPlan, indent: string): string[] {
  const head = `${indent}call ${n} "${id}" of ${tool}  ${fields(rest)}`
  return [head.trimEnd(), ...attempts.flatMap((attempt) => attemptText(attempt, `${indent}  `))]
}

function attemptText({ nested, ...rest }: AttemptPlan, indent: string): string[] {
  const line = `${indent}attempt  ${fields(rest, { onStop: 'prompt', latencyMs: 1 })}`.trimEnd()
  return [line, ...nested.flatMap((turn) => turnText(turn, `${indent}  `))]
}

function fields(record: object, plain: Readonly<Record<string, unknown>> = {}): string {
  return Object.entries(record)
    .filter(([name, value]) => value !== 0 && value !== false && value !== plain[name])
    .filter(([, value]) => !(Array.isArray(value) && value.length === 0))
    .map(([name, value]) => (value === true ? name : `${name}=${JSON.stringify(value)}`))
    .join(' ')
}
