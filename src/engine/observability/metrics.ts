// The metrics of one environment in OpenMetrics; every series carries its environment.

import { Counter, Gauge, Histogram, type OpenMetricsContentType, Registry } from 'prom-client'
import type { Environment } from '../../policy/names.ts'
import type { AuditRecord } from '../../store/store.ts'
import type { LinkState } from '../transport.ts'
import type { Meter, MetricsSource } from './metered.ts'

type Meters = Registry<OpenMetricsContentType>

export const openMetricsType = Registry.OPENMETRICS_CONTENT_TYPE

const linkStates: readonly LinkState['state'][] = ['connecting', 'open', 'waiting', 'stopped']
const settleSeconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5]
/** Artifacts read at once; the store serves others in between. */
const artifactsMost = 250
const classesMost = 10_000

export function createMeter(environment: Environment): Meter {
  const registry = new Registry<OpenMetricsContentType>()
  registry.setContentType(openMetricsType)
  registry.setDefaultLabels({ environment })
  const registers = [registry]
  const settled = new Histogram({
    name: 'aval_settle_seconds',
    help: 'From the arrival of an event until it is durable with all that follows from it.',
    labelNames: ['kind'] as const,
    buckets: settleSeconds,
    registers,
  })
  const events = counter(
    registry,
    'aval_events',
    'Events by kind and what settling them came to.',
    ['kind', 'result'],
  )
  const letters = counter(registry, 'aval_letters', 'Letters offered to the transport.', ['state'])
  const link = gauge(registry, 'aval_link_state', '1 for the state of the WhatsApp link.', [
    'state',
  ])
  const place = placeMeters(registry)
  const resting = gauge(registry, 'aval_connector_resting', '1 while it is left alone.', [
    'connector',
  ])
  const tally = evidenceTally(registry)
  const standing = standingGauges(registry)
  return {
    settled(kind, result, seconds) {
      settled.observe({ kind }, seconds)
      events.inc({ kind, result })
    },
    handedOver: (state) => letters.inc({ state }),
    link(state) {
      for (const one of linkStates) link.set({ state: one }, one === state ? 1 : 0)
    },
    place,
    rests: (connector, isResting) => resting.set({ connector }, isResting ? 1 : 0),
    begin: tally.begin,
    async read(source) {
      await tally.read(source)
      standing(await source.standing())
      return await registry.metrics()
    },
  }
}

function counter(registry: Meters, name: string, help: string, labelNames: readonly string[]) {
  return new Counter({ name, help, labelNames: [...labelNames], registers: [registry] })
}

function gauge(registry: Meters, name: string, help: string, labelNames: readonly string[] = []) {
  return new Gauge({ name, help, labelNames: [...labelNames], registers: [registry] })
}

function standingGauges(registry: Meters) {
  const outbox = gauge(registry, 'aval_outbox_depth', 'Letters that wait to be handed over.')
  const open = gauge(registry, 'aval_open_commands', 'Commands that are not final.')
  const artifacts = gauge(registry, 'aval_evidence_artifacts', 'Artifacts in all chains.')
  const locked = gauge(registry, 'aval_locked', '1 while the environment is locked.')
  const parts = gauge(registry, 'aval_locked_parts', 'Connectors, classes and tenants locked.')
  const suspended = gauge(registry, 'aval_approvals_suspended', '1 while approvals are suspended.')
  return (now: Awaited<ReturnType<MetricsSource['standing']>>) => {
    parts.set(now.partLocks.length)
    outbox.set(now.queued)
    open.set(now.openCommands)
    artifacts.set(now.artifacts)
    locked.set(now.mode.kind === 'locked' ? 1 : 0)
    suspended.set(now.approvalsSuspended ? 1 : 0)
  }
}

/** Gauges about sending to external destinations; `place` is a name from the settings. */
function placeMeters(registry: Meters): Meter['place'] {
  const labels = ['place', 'sends']
  const sent = gauge(registry, 'aval_outward_sent', 'Sent to a place since the start.', labels)
  const behind = gauge(
    registry,
    'aval_outward_behind',
    'Artifacts that a place does not know of yet.',
    labels,
  )
  const failing = gauge(registry, 'aval_outward_failing', '1 while a place fails.', labels)
  return ({ place, sends, ...now }) => {
    sent.set({ place, sends }, now.sent)
    behind.set({ place, sends }, now.behind)
    failing.set({ place, sends }, now.failing ? 1 : 0)
  }
}

/** Counts artifacts as they appear; a command's class is known from its proposal. */
function evidenceTally(registry: Meters) {
  const types = counter(registry, 'aval_evidence', 'Artifacts written, by type.', ['type'])
  const commands = counter(registry, 'aval_commands', 'Commands by safety class and outcome.', [
    'class',
    'outcome',
  ])
  const approvals = counter(registry, 'aval_approvals', 'Approvals by outcome.', ['outcome'])
  const refusals = counter(registry, 'aval_refusals', 'What was refused, and why.', ['what', 'why'])
  const classes = new Map<string, string>()
  /** The position of the newest artifact counted; null before the first. */
  let counted: number | null = null

  function count({ artifact, body }: AuditRecord): void {
    const type = String(artifact['type'])
    const command = commandId(artifact['command'])
    types.inc({ type })
    if (type === 'command.proposed') remember(classes, command, wordOf(body?.['safety_class']))
    if (type.startsWith('command.')) {
      const outcome = type.slice('command.'.length)
      commands.inc({ class: classes.get(command) ?? 'earlier', outcome })
    }
    if (type.startsWith('approval.')) approvals.inc({ outcome: type.slice('approval.'.length) })
    if (type === 'message.refused' || type === 'auth.denied')
      refusals.inc({ what: type, why: wordOf(body?.['why']) })
    if (type === 'command.rejected') refusals.inc({ what: type, why: wordOf(body?.['reason']) })
  }

  async function begin(source: MetricsSource): Promise<void> {
    counted = await source.lastPosition()
  }

  return {
    begin,
    /** Counts what is new. Concurrent scrapes do not count an artifact twice. */
    async read(source: MetricsSource): Promise<void> {
      if (counted === null) await begin(source)
      for (;;) {
        const records = await source.writtenAfter(counted ?? 0, artifactsMost)
        for (const record of records)
          if (record.position > (counted ?? 0)) {
            count(record)
            counted = record.position
          }
        if (records.length < artifactsMost) return
      }
    },
  }
}

function commandId(binding: unknown): string {
  return typeof binding === 'object' && binding !== null && 'command_id' in binding
    ? String(binding.command_id)
    : ''
}

/** Only short words of closed vocabularies may become labels, never what somebody typed. */
function wordOf(value: unknown): string {
  return typeof value === 'string' && /^[A-Za-z0-9_]{1,40}$/.test(value) ? value : 'other'
}

function remember(classes: Map<string, string>, command: string, safetyClass: string): void {
  const oldest = classes.keys().next()
  if (classes.size >= classesMost && oldest.done !== true) classes.delete(oldest.value)
  classes.set(command, safetyClass)
}
