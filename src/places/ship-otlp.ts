// Evidence as OpenTelemetry log records in OTLP/JSON over HTTP.

import type { ReadableLogRecord } from '@opentelemetry/sdk-logs'
import type { ShipPlace, Shipped } from '../engine/places/places.ts'
import { post, refused } from './post.ts'
import type { HttpShipOptions } from './ship-http.ts'

export interface OtlpOptions extends HttpShipOptions {
  readonly environment: string
  readonly instance: string
  readonly version: string
}

/** OTLP's severity number for INFO. */
const severityInfo = 9

export function otlpPlace(options: OtlpOptions): ShipPlace {
  const { name, bodies, tenants, url, token } = options
  // Loaded with the first batch.
  let loaded: ReturnType<typeof serializer> | null = null
  return {
    ...{ name, bodies, tenants },
    kind: 'otlp',
    async send(records) {
      loaded ??= serializer(options)
      const { serialize, rejectedBy } = await loaded
      const posting = await post(url, 'application/json', serialize(records), token())
      if (posting.state === 'failed') return posting
      const { status, type, text } = posting.posted
      if (status < 200 || status > 299) return refused(posting.posted)
      // An HTML page comes from a log-in or a proxy, which accepted nothing.
      if (type.startsWith('text/html')) return { state: 'failed', why: 'not_otlp' }
      return { state: 'sent', rejected: rejectedBy(text) }
    },
  }
}

async function serializer({ environment, instance, version }: OtlpOptions) {
  const { JsonLogsSerializer } = await import('@opentelemetry/otlp-transformer')
  const { resourceFromAttributes } = await import('@opentelemetry/resources')
  const resource = resourceFromAttributes({
    'service.name': 'aval',
    'service.version': version,
    'service.instance.id': instance,
    'deployment.environment.name': environment,
  })
  const instrumentationScope = { name: 'aval.evidence', version }
  const recordOf = (one: Shipped): ReadableLogRecord => ({
    ...{ resource, instrumentationScope },
    hrTime: hrTimeOf(one.time),
    hrTimeObserved: hrTimeOf(one.time),
    severityNumber: severityInfo,
    severityText: 'INFO',
    eventName: one.type,
    body: one.line,
    attributes: {
      'aval.chain': one.chain,
      'aval.seq': one.seq,
      'aval.digest': one.digest,
      'aval.type': one.type,
    },
    droppedAttributesCount: 0,
  })
  return {
    serialize(records: readonly Shipped[]): Uint8Array<ArrayBuffer> {
      const bytes = JsonLogsSerializer.serializeRequest(records.map(recordOf))
      if (bytes === undefined) throw new Error('OTLP could not write these records.')
      return Uint8Array.from(bytes)
    },
    /**
     * The number of records that the collector rejected for good (OTLP partial success); they must
     * not be sent again.
     */
    rejectedBy(text: string): number {
      try {
        const { partialSuccess } = JsonLogsSerializer.deserializeResponse(Buffer.from(text))
        const rejected = Number(partialSuccess?.rejectedLogRecords ?? 0)
        return Number.isSafeInteger(rejected) && rejected > 0 ? rejected : 0
      } catch {
        return 0
      }
    },
  }
}

/** Seconds and nanoseconds. */
function hrTimeOf(epochMs: number): [number, number] {
  const seconds = Math.floor(epochMs / 1_000)
  return [seconds, (epochMs - seconds * 1_000) * 1_000_000]
}
