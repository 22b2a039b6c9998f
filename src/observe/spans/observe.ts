import { context, propagation, trace } from '@opentelemetry/api'
import { engineOf } from '../../agent/agent.ts'
import { carryTrace, type TraceFields } from '../../call/context/trace-fields.ts'
import type { Exact } from '../../call/options/exact.ts'
import type { Engine } from '../../turn/contract.ts'
import { attachObserver } from '../../turn/engine.ts'
import { gauge } from './metrics/gauges.ts'
import { MetricsSource } from './metrics/metrics.ts'
import { checkObserve, type ObserveOptions } from './options.ts'
import { RunSpans } from './run-spans.ts'
import { TurnSpans, type SpansOfEngine } from './turn-spans.ts'
import { version } from './version.ts'

/** What can be observed. */
type Observable =
  | { readonly execute: (...given: never) => unknown; readonly turn: (...given: never) => unknown }
  | { readonly run: (...given: never) => unknown; readonly resume: (...given: never) => unknown }

/**
 * Makes OpenTelemetry spans and metrics of all that happens from now on: of an engine’s turns, of those of the engines that
 * `with` makes of it, and of the runs of all agents on it. An agent stands for its engine. What fails there, or throws, is a
 * warning of the turn’s report or the run’s result, and harms no call.
 *
 * Names are those of the GenAI semantic conventions 0.1.0 (github.com/open-telemetry/semantic-conventions-genai); what those have
 * no name for begins with `fanfold`.
 *
 * @returns what it was given.
 * @throws {UsageError} if it is neither an engine nor an agent, if it is observed already, or for a wrong option.
 */
export function observe<Observed extends Observable, Given = unknown>(
  observed: Observed,
  options?: Exact<ObserveOptions, Given>,
): Observed {
  const settings = checkObserve(options, 'observe')
  const engine = engineOf(observed) ?? (observed as unknown as Engine)
  attachObserver(engine, (life) => {
    const spans: SpansOfEngine = {
      settings,
      tracer: settings.tracer ?? trace.getTracer('fanfold', version),
      metrics: new MetricsSource(settings.meter, (meter) => gauge(meter, life)),
      clock: engine.clock,
      turns: new Map(),
    }
    return {
      turn: (turn) => new TurnSpans(spans, turn),
      run: (run) => (settings.spans === 'calls' ? new RunSpans(spans, run) : undefined),
    }
  })
  carryTrace(traceFieldsHere)
  return observed
}

/** As the application's own propagators write them: `traceparent` and what else there is. */
function traceFieldsHere(): TraceFields {
  const fields: Record<string, string> = {}
  propagation.inject(context.active(), fields)
  return fields
}
