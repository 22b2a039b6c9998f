import type { Meter, Tracer } from '@opentelemetry/api'
import { having, oneOf, trueOrFalse } from '../../call/expect.ts'
import {
  optional,
  optionsCheck,
  type OptionsCheck,
  type Settings,
} from '../../call/options/option-list.ts'

/** How an engine is observed. */
export interface ObserveOptions {
  /** Makes the spans; default: `fanfold`'s of the global tracer provider. */
  readonly tracer?: Tracer | undefined
  /** Makes the metrics; default: `fanfold`'s of the global meter provider. */
  readonly meter?: Meter | undefined
  /**
   * Default `'calls'`: agents, requests to models and calls have spans, with waits and attempts beneath each call. `'attempts'`:
   * only waits and attempts, beneath the span in which a call was added, for frameworks that make all others themselves.
   */
  readonly spans?: 'calls' | 'attempts' | undefined
  /**
   * Whether spans of calls hold their arguments and results, of each at most 8,192 characters; default false. They may be
   * personal or secret.
   */
  readonly content?: boolean | undefined
}

type Defaulted = 'spans' | 'content'

/** Options with every default filled in, but for those that are looked for when they are needed. */
export type ObserveSettings = Settings<ObserveOptions, Defaulted>

export const checkObserve: OptionsCheck<ObserveSettings> = optionsCheck<ObserveOptions, Defaulted>({
  tracer: optional(having('a tracer, as trace.getTracer() gives one', 'startSpan')),
  meter: optional(having('a meter, as metrics.getMeter() gives one', 'createHistogram')),
  spans: optional(oneOf('calls', 'attempts'), 'calls'),
  content: optional(trueOrFalse, false),
})
