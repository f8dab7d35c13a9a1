// The stand-alone verifier on all that a random run recorded: with what each pack would hold of the
// circumstances, it must find nothing wrong.

import { type Texts, textsOf } from '../../scripts/verifier/asked.ts'
import { bindingLines } from '../../scripts/verifier/binding.ts'
import { ownChain } from '../../scripts/verifier/claims.ts'
import { decidedLines } from '../../scripts/verifier/decided.ts'
import { emergencyIn } from '../../scripts/verifier/emergency.ts'
import { wayLines } from '../../scripts/verifier/lifecycle.ts'
import { byName, effectLines, lockdownLines } from '../../scripts/verifier/lockdowns.ts'
import type { Event } from '../../scripts/verifier/pack-file.ts'
import { rightLines } from '../../scripts/verifier/rights.ts'
import type { PackArtifact } from '../../src/evidence/pack.ts'
import { circumstanceRows, spanOf } from '../../src/store/exported/circumstances.ts'
import { storedArtifacts } from '../../src/store/exported/range-pack.ts'
import type { Bench } from './bench.ts'

/** What it calls bad, or misses of what a lockdown command did; `checked`: how many had a decision. */
export function packedFaults({ look, rules }: Bench): {
  readonly faults: readonly string[]
  readonly checked: number
} {
  const texts = textsIn({ look })
  const eventsOf = (where: string, ...values: string[]) =>
    [...storedArtifacts(look, where, ...values)].map(eventOf)
  const commands = look.prepare('SELECT id, name, tenant FROM commands').all() as Row[]
  let checked = 0
  const faults = commands.flatMap(({ id, name, tenant }) => {
    const events = eventsOf('a.command_id = ? AND a.tenant = ?', id, tenant)
    const span = spanOf(look, 'command_id = ? AND tenant = ?', id, tenant)
    if (span === null) return []
    const around = (chain: string) => circumstanceRows(look, chain, tenant, span).map(eventOf)
    const own = around(ownChain)
    const emergency = emergencyIn(around(tenant), false)
    const decided = decidedLines(events, texts, { own, emergency })
    checked += decided.some((one) => one.text.includes('no lockdown was in its way')) ? 1 : 0
    const names = byName(events)
    const lines = [
      ...[...wayLines(events), ...bindingLines(events), ...decided],
      ...lockdownLines(own, true, names),
    ].filter((one) => one.state === 'bad')
    const all = [...lines, ...effectLines(names, texts, own)]
    return all.map(({ text }) => `${rules.environment} ${name}: ${text}`)
  })
  const whole = eventsOf('a.tenant = ?', ownChain)
  const locks = lockdownLines(whole, true, new Map()).filter((one) => one.state === 'bad')
  const tenants = look.prepare('SELECT DISTINCT tenant FROM artifacts').pluck().all().map(String)
  const rights = tenants.flatMap((tenant) => rightLines(eventsOf('a.tenant = ?', tenant)))
  const wrong = [...locks, ...rights.filter((one) => one.state === 'bad')]
  return { faults: [...faults, ...wrong.map((one) => one.text)], checked }
}

interface Row {
  readonly id: string
  readonly name: string
  readonly tenant: string
}

/** The texts that the environment keeps beside its evidence. */
function textsIn({ look }: Pick<Bench, 'look'>): Texts {
  const rows = look.prepare('SELECT digest, text FROM texts').all()
  const kept = rows as { digest: Buffer | string; text: string }[]
  const definitions = kept.map(({ digest, text }) => ({
    digest: typeof digest === 'string' ? digest : digest.toString('hex'),
    text,
  }))
  return textsOf({ policies: [], definitions })
}

function eventOf({ seq, bytes, body }: PackArtifact): Event {
  return { seq, sealed: JSON.parse(bytes), body: body === null ? null : JSON.parse(body.bytes) }
}
