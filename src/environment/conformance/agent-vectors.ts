// Conformance vectors of agents: they may not act by themselves, nor request what is for people.

import type { Command, Slots } from '../../command/command.ts'
import {
  countStarts,
  fail,
  makeUnit,
  NotVerified,
  notStarted,
  notVerified,
  pass,
  proposedByAgent,
  refreshed,
  requesterOf,
  type Vector,
} from './moves.ts'
import type { Stage } from './stage.ts'

/** The command that an agent of somebody entitled proposed; null if it became no command. */
async function proposed(stage: Stage, flow: string, slots: Slots): Promise<Command | null> {
  const told = await proposedByAgent(stage, requesterOf(stage, flow), flow, slots)
  return told.commands[0] ?? null
}

/** Null if nobody may request the flow (NotVerified), so that no agent may; throws other errors. */
function nobody(error: unknown): null {
  notVerified(error)
  return null
}

export const agentVectors: readonly Vector[] = [
  {
    vector: 'agent-proposes',
    controls: ['HAPF-10', 'HAPF-17'],
    title: 'what an agent asks waits for its owner, who answers it by its name',
    async play(stage) {
      // A class that no pack lets agents run by themselves.
      const flow = 'config.delete'
      if (stage.opened.rules.flows.get(flow)?.agents !== 'propose')
        throw new NotVerified(`Agents do not propose ${flow} here.`)
      const owner = requesterOf(stage, flow)
      await makeUnit(stage, 'of-an-agent')
      const command = await proposed(stage, flow, { unit: 'of-an-agent' })
      if (command === null) return fail('It became no command.')
      if (command.state !== 'confirmation_requested')
        return fail(`It went on to ${command.state} by itself.`)
      await stage.say(owner, '1')
      const verdict = await notStarted(stage, command, 'by a bare 1 of its owner')
      if (verdict.result !== 'PASS') return verdict
      await stage.say(owner, `1 ${command.name} ${command.confirmation?.acknowledge ?? ''}`.trim())
      const now = await refreshed(stage, command)
      if (now.state === 'confirmation_requested') return fail('Its owner could not confirm it.')
      const allowed = await stage.count('tool.allowed', command.name)
      return allowed === 1 ? pass : fail(`${allowed} tool.allowed are on record.`)
    },
  },
  {
    vector: 'agent-left-to-people',
    controls: ['HAPF-05', 'HAPF-26'],
    title: 'an agent asks for no rights, delegations, lockdowns or policies',
    async play(stage) {
      const flows = [...stage.opened.rules.flows.values()].filter(
        (one) => one.agents === 'never' && one.risk !== 'S0',
      )
      if (flows.length === 0) throw new NotVerified('Nothing is left to people here.')
      for (const { command: flow } of flows) {
        const command = await proposed(stage, flow, {}).catch(nobody)
        if (command !== null && (await countStarts(stage, command)) > 0)
          return fail(`It did ${flow}.`)
        if (command !== null) return fail(`It could ask for ${flow}.`)
      }
      return (await stage.count('tool.denied')) > 0 ? pass : fail('No tool.denied is on record.')
    },
  },
]
