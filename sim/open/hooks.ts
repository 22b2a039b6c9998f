import type { AttemptInfo } from '../../src/call/options/around-attempt.ts'
import type { Stage } from '../small/stage.ts'
import type { Bodies } from './bodies.ts'
import type { Hook } from './plan.ts'
import type { WatchedCall } from './watched-call.ts'

/** What is around the attempts of a plan: it is told the truth, and changes nothing of them. */
export class Hooks {
  readonly #kind: Hook
  readonly #stage: Stage
  readonly #bodies: Bodies

  constructor(kind: Hook, stage: Stage, bodies: Bodies) {
    this.#kind = kind
    this.#stage = stage
    this.#bodies = bodies
  }

  readonly around = (attempt: AttemptInfo, run: () => unknown): unknown => {
    const call = this.#bodies.callOf(attempt)
    if (call === undefined) return run()
    this.#expectTruth(call, attempt)
    return this.#bodies.in(`the span of ${call.name}`, () => this.#do(run))
  }

  #expectTruth(call: WatchedCall, { index, name, attempt, input }: AttemptInfo): void {
    call.hooks += 1
    const { tool, key } = call.plan
    if (attempt !== call.bodies + 1 || attempt !== call.hooks)
      this.#stage.fail('told', `the hook of ${call.name} is told of attempt ${attempt}`)
    const told = JSON.stringify([index, name, input])
    if (told !== JSON.stringify([call.index, tool, { key }]))
      this.#stage.fail('told', `the hook of ${call.name} is told of ${told}`)
  }

  #do(run: () => unknown): unknown {
    switch (this.#kind) {
      case 'none':
      case 'span':
        return run()
      case 'throws':
        throw new Error('The tracer is broken.')
      case 'throws after':
        run()
        throw new Error('The tracer is broken.')
      case 'forgets':
        return undefined
      case 'twice':
        run()
        return run()
      case 'late':
        return this.#stage.wait(1).then(run)
    }
  }
}
