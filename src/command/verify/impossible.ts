// Contradictions in one command's evidence, such as a start, answer or effect without what it
// needs, even if all hashes are right. Uses evidence only, so that a record made to fit it does not
// help.

import { z } from 'zod'
import { jsonOf } from '../../evidence/json.ts'
import type { Command } from '../command.ts'
import type { CommandEvidence, Evidence } from './command-evidence.ts'
import { typesWithBody } from './compare-record.ts'

/** The types whose bodies are read here and for comparing records. */
export const typesRead: readonly string[] = [
  ...typesWithBody,
  ...['command.confirmed', 'command.authorized'],
  ...['approval.granted', 'approval.denied', 'approval.cancelled'],
]

/** The types whose bodies are checked here. */
const telling: readonly string[] = [
  ...['command.authorized', 'approval.required', 'approval.requested', 'approval.granted'],
  'approval.cancelled',
]

const bodySchema = z.object({
  rules: z.array(z.string()).optional(),
  approvers: z.int().min(1).optional(),
  denials: z.int().min(1).optional(),
  expires_at: z.string().optional(),
  to: z.array(z.string()).optional(),
  bound_to: z.string().optional(),
  count: z.int().min(1).optional(),
  needed: z.int().min(1).optional(),
  quorum: z.string().optional(),
  by_name: z.string().optional(),
  scope: z.string().optional(),
  also: z.array(z.string()).optional(),
  held: z.object({ scopes: z.array(z.string()) }).optional(),
})
type Body = z.output<typeof bodySchema>

/** What is known after the artifacts walked so far. */
interface Known {
  readonly seen: Set<string>
  rules: readonly string[]
  /** Who was asked; null once an erased body makes that unknown. */
  asked: Set<string> | null
  readonly granted: Set<string>
  readonly denied: Set<string>
  /** How many denials reject it; null if erased. */
  denials: number | null
  /** How many must grant, and until when; null if erased. */
  needed: number | null
  until: string | null
  /** The scopes that a vote needs; null if erased. */
  scopes: readonly string[] | null
  /** It expired and waits to be asked again, under new terms. */
  isExpired: boolean
  /** Did the newest grant reach the quorum? Null if unknown. */
  reached: boolean | null
}

type Asked = Pick<Command, 'requester' | 'fingerprint' | 'safetyClass'>

/** The first contradiction, in words; null for none. */
export function impossibleIn(command: Asked, evidence: Evidence): string | null {
  const known: Known = {
    ...{ seen: new Set(), rules: [], asked: new Set(), granted: new Set() },
    ...{ denied: new Set(), denials: null, needed: null, until: null, reached: null },
    ...{ scopes: null, isExpired: false },
  }
  for (const artifact of evidence) {
    const body =
      artifact.body === null || !telling.includes(artifact.type) ? null : readBody(artifact.body)
    if (body === undefined) return `what artifact ${artifact.seq} says`
    const fault = faultOf(command, known, artifact, body)
    if (fault !== null) return fault
    known.seen.add(artifact.type)
  }
  return null
}

/** Undefined if the text is not such a body. */
function readBody(text: string): Body | undefined {
  return bodySchema.safeParse(jsonOf(text)).data
}

/** Types that may occur only once in a command. */
const once: readonly string[] = [
  ...['command.proposed', 'command.authorized', 'approval.required', 'command.started'],
  ...['command.uncertain', 'command.succeeded', 'command.failed', 'command.rejected'],
  'effect.applied',
]

function faultOf(
  command: Asked,
  known: Known,
  artifact: CommandEvidence,
  body: Body | null,
): string | null {
  if (once.includes(artifact.type) && known.seen.has(artifact.type)) return `${artifact.type} twice`
  switch (artifact.type) {
    case 'command.confirmed':
      return known.seen.has('command.previewed') ? null : 'a confirmation of what nobody was shown'
    case 'command.authorized':
      known.rules = body?.rules ?? []
      return authorizedFault(known)
    case 'approval.required':
      setTerms(known, body)
      return null
    case 'approval.requested':
      return askFault(known, body)
    case 'approval.granted':
      return grantFault(command, known, artifact, body)
    case 'approval.denied':
      known.denied.add(artifact.actor)
      return strangerFault(known, artifact)
    case 'approval.cancelled':
      takeBack(known, artifact.actor)
      takeBack(known, body?.by_name ?? '')
      return null
    case 'approval.expired':
      known.isExpired = true
      known.granted.clear()
      known.denied.clear()
      return null
    case 'command.started':
      if (known.until !== null && artifact.time >= known.until) return 'a start after its time'
      return startFault(known)
    case 'effect.applied':
      if (command.safetyClass === 'S0') return 'an effect of a question'
      return known.seen.has('command.started') ? null : 'an effect before its start'
    case 'command.succeeded': {
      const acted = command.safetyClass === 'S0' || known.seen.has('effect.applied')
      return acted ? null : 'a success without an effect'
    }
    default:
      return null
  }
}

function takeBack({ granted, denied }: Known, who: string): void {
  granted.delete(who)
  denied.delete(who)
}

const confirming = ['+confirmation-needed', '+agent-proposed', '+agent-acts']

function authorizedFault({ rules, seen }: Known): string | null {
  const against = rules.find((rule) => rule.startsWith('-'))
  if (against !== undefined) return `a decision although ${against.slice(1)} did not hold`
  const needed = seen.has('command.previewed') || confirming.some((rule) => rules.includes(rule))
  return needed && !seen.has('command.confirmed') ? 'a decision that nobody confirmed' : null
}

function setTerms(known: Known, body: Body | null): void {
  known.needed = body?.approvers ?? null
  known.denials = body === null ? null : (body.denials ?? 1)
  known.scopes = body?.scope === undefined ? null : [body.scope, ...(body.also ?? [])]
}

function askFault(known: Known, body: Body | null): string | null {
  if (known.isExpired) {
    if (body !== null && body.scope === undefined) return 'it was asked again without its terms'
    setTerms(known, body)
    known.isExpired = false
  }
  known.until = body?.expires_at ?? null
  if (body?.to === undefined) known.asked = null
  else for (const person of body.to) known.asked?.add(person)
  return null
}

function strangerFault({ asked }: Known, { actor }: CommandEvidence): string | null {
  return asked === null || asked.has(actor) ? null : `an answer of ${actor}, who was not asked`
}

/** The profile under which the requester may be an approver. */
const selfApproving = '"profile":"HAPF-Basic"'

function grantFault(
  { requester, fingerprint }: Asked,
  known: Known,
  artifact: CommandEvidence,
  body: Body | null,
): string | null {
  const { actor, time, policy } = artifact
  known.granted.add(actor)
  // A person's last vote is the one that counts.
  known.denied.delete(actor)
  known.reached = body === null ? null : body.quorum === 'reached'
  const stranger = strangerFault(known, artifact)
  if (stranger !== null) return stranger
  if (actor === requester && policy?.includes(selfApproving) !== true)
    return `an approval of ${actor}, who asked for it`
  if (known.until !== null && time >= known.until) return `an approval of ${actor} after its time`
  if (body === null) return null
  const lacking = known.scopes?.find((scope) => body.held?.scopes.includes(scope) !== true)
  if (lacking !== undefined) return `an approval of ${actor} without ${lacking}`
  if (body.bound_to !== fingerprint) return `an approval of ${actor} for something else`
  if (known.needed !== null && body.needed !== known.needed)
    return `an approval of ${actor} under other terms`
  known.needed = body.needed ?? null
  const count = known.reached === true ? (body.count ?? 0) : 0
  return known.granted.size < count ? countOf(known.granted.size, count) : null
}

function startFault({
  rules,
  seen,
  granted,
  denied,
  denials,
  needed,
  reached,
}: Known): string | null {
  if (rules.includes('+approval-needed') && !seen.has('approval.required'))
    return 'a start without the approval that was wanted'
  if (!seen.has('approval.requested')) return null
  if (denials !== null && denied.size >= denials) return 'a start although it was denied'
  if (granted.size < (needed ?? 1)) return countOf(granted.size, needed ?? 1)
  return reached === false ? 'a start after an approval that was not enough' : null
}

function countOf(count: number, needed: number): string {
  return `${count} of ${needed} approvals`
}
