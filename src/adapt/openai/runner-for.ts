import type { ToolRunner } from './calls.ts'

/** The runner as one call is given it: its signal is the call's, which also fires when the call is timed out or cancelled. */
export function runnerFor<Runner extends ToolRunner>(runner: Runner, signal: AbortSignal): Runner {
  const { controller } = runner
  const own = { signal, abort: (reason?: unknown) => controller.abort(reason) }
  return new Proxy(runner, {
    get(target, name) {
      if (name === 'controller') return own
      const value: unknown = Reflect.get(target, name)
      // The runner's private fields are only the runner's.
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
}
