// Sends spans to a collector (OTLP over HTTP), each labelled with its environment.

import { ROOT_CONTEXT, SpanKind, SpanStatusCode, TraceFlags, trace } from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { resourceFromAttributes } from '@opentelemetry/resources'
import {
  BatchSpanProcessor,
  RandomIdGenerator,
  type SpanExporter,
  TracerProvider,
} from '@opentelemetry/sdk-trace'
import type { Environment } from '../../policy/names.ts'
import type { Log } from '../engine-parts.ts'
import { withTimeout } from '../with-timeout.ts'
import type { Root, SpanRecord, Traces } from './traces.ts'

export interface OtlpOptions {
  readonly environment: Environment
  readonly version: string
  readonly instance: string
  /** The collector's address for traces; no other address is contacted. */
  readonly url: string
  readonly log: Log
}

/** The current name of the label, and the earlier one that DESR X.B uses. */
const labels = ['deployment.environment.name', 'deployment.environment'] as const

const exportMs = 5_000
const goodbyeMs = 3_000

/** Spans are sent in batches, and dropped if the collector does not take them. */
export function openOtlp({ environment, version, instance, url, log }: OtlpOptions): Traces {
  const random = new RandomIdGenerator()
  let next: Root | null = null
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      'service.name': 'aval',
      'service.version': version,
      'service.instance.id': instance,
      ...Object.fromEntries(labels.map((label) => [label, environment])),
    }),
    idGenerator: {
      generateTraceId: () => next?.trace ?? random.generateTraceId(),
      generateSpanId: () => next?.span ?? random.generateSpanId(),
    },
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: labelledExporter(
          environment,
          new OTLPTraceExporter({ url, headers: {}, timeoutMillis: exportMs }),
          log,
        ),
        exportTimeoutMillis: exportMs + goodbyeMs,
      }),
    ],
  })
  const tracer = provider.getTracer('aval', version)
  return {
    now: () => performance.timeOrigin + performance.now(),
    record(span) {
      next = span.first === true ? span.root : null
      const begun = tracer.startSpan(span.name, optionsOf(span), contextOf(span))
      next = null
      if (span.failed) begun.setStatus({ code: SpanStatusCode.ERROR })
      begun.end(span.to)
    },
    async close() {
      // The library waits out its retries; stopping an environment does not.
      await withTimeout(goodbyeMs, provider.shutdown()).catch(() => undefined)
    },
  }
}

function optionsOf({ name, from, attributes }: SpanRecord) {
  const kind = name === 'message' ? SpanKind.SERVER : kindInside(name)
  return { kind, startTime: from, attributes: wordsOf(attributes) }
}

function kindInside(name: SpanRecord['name']): SpanKind {
  return name === 'settle' ? SpanKind.INTERNAL : SpanKind.CLIENT
}

function contextOf({ root, first }: SpanRecord) {
  if (root === null || first === true) return ROOT_CONTEXT
  const above = { traceId: root.trace, spanId: root.span, traceFlags: TraceFlags.SAMPLED }
  return trace.setSpanContext(ROOT_CONTEXT, above)
}

/** Values that are not a short word of a closed vocabulary are replaced by `other`. */
function wordsOf(attributes: SpanRecord['attributes']): SpanRecord['attributes'] {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      name,
      /^[A-Za-z][\w.:-]{0,79}$/.test(value) ? value : 'other',
    ]),
  )
}

/**
 * An exporter for a collector that several environments may share: a span passes only if it carries
 * this environment under both labels; others are refused and logged (DESR X.B).
 */
export function labelledExporter(
  environment: Environment,
  exporter: SpanExporter,
  log: Log,
): SpanExporter {
  let failing = false
  return {
    export(spans, done) {
      const own = spans.filter(({ resource }) =>
        labels.every((label) => resource.attributes[label] === environment),
      )
      const refused = spans.length - own.length
      if (refused > 0) log.error({ refused }, 'Spans that do not name this environment stay here.')
      if (own.length === 0) return done({ code: 0 })
      exporter.export(own, (result) => {
        const failed = result.code !== 0
        if (failed && !failing) log.warn({}, 'The collector of traces does not take them.')
        failing = failed
        done(result)
      })
    },
    shutdown: () => exporter.shutdown(),
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
  }
}
