import type { ToolResult } from '../../call/report/result.ts'

type Body<Options> = (input: unknown, options: Options) => unknown

/**
 * An `execute` whose values come one by one, the last of them its result, as the AI SDK has them. Each is handed on while the call
 * is under way.
 *
 * @param run runs a call whose body is made by its last argument of the tool's own.
 */
export function preliminary<Options>(
  run: (
    input: unknown,
    options: Options,
    each: (body: Body<Options>) => Body<Options>,
  ) => Promise<ToolResult>,
  told: (result: ToolResult) => unknown,
): (input: unknown, options: Options) => AsyncGenerator<unknown, void> {
  return async function* execute(input, options) {
    const values: unknown[] = []
    let wake = Promise.withResolvers<void>()
    let isOver = false

    const each = (body: Body<Options>): Body<Options> =>
      async function* watched(given, own) {
        for await (const value of body(given, own) as AsyncIterable<unknown>) {
          values.push(value)
          wake.resolve()
          yield value
        }
      }
    const result = run(input, options, each)
    const end = (): void => {
      isOver = true
      wake.resolve()
    }
    result.then(end, end)

    let last: unknown
    for (;;) {
      while (values.length > 0) yield (last = values.shift())
      if (isOver) break
      await wake.promise
      wake = Promise.withResolvers()
    }
    const value = told(await result)
    // The result of an earlier attempt, of the journal or of a cache did not come value by value.
    if (value !== last) yield value
  }
}
