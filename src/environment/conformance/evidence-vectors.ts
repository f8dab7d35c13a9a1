// Conformance vectors of evidence and isolation: evidence is tagged and intact, nothing real is
// reached.

import {
  approve,
  approveIfNeeded,
  askAndConfirm,
  destructive,
  externalCommand,
  fail,
  makeUnit,
  NotVerified,
  notVerified,
  pass,
  type Vector,
} from './moves.ts'

export const evidenceVectors: readonly Vector[] = [
  {
    vector: 'sandbox-twin',
    controls: ['DESR-08', 'DESR-10', 'DESR-12'],
    title: 'a sandbox command ends with evidence, and touches no network and no secret',
    async play(stage) {
      const { flow, slots } = externalCommand(stage)
      const command = await askAndConfirm(stage, flow, slots).catch(notVerified)
      const ended = command instanceof NotVerified ? command : await approveIfNeeded(stage, command)
      // Checked first, so that reaching a real system counts as a failure even if it did not
      // answer.
      if (stage.connections() > 0) return fail('The network was reached.')
      if ((await stage.count('secret.loaded')) > 0) return fail('A secret was read.')
      if (ended instanceof NotVerified) throw ended
      if ((await stage.count('effect.applied', ended.name)) !== 1)
        throw new NotVerified(`${flow} ended as ${ended.state}.`)
      return pass
    },
  },
  {
    vector: 'evidence-tagged',
    controls: ['DESR-02', 'DESR-14'],
    title: 'every artifact carries the environment and its own tenants only',
    async play(stage) {
      const { environment } = stage.opened.settings
      await makeUnit(stage, 'tagged')
      const records = await stage.opened.storeClient.audit({})
      const stray = records.find(({ artifact }) => {
        const { system, tenant } = artifact
        const tag = typeof system === 'object' && system !== null && 'environment' in system
        const own = tenant === '-' || String(tenant).startsWith(`${environment}:`)
        return !tag || system.environment !== environment || !own
      })
      return stray === undefined
        ? pass
        : fail(`An artifact ${String(stray.artifact['type'])} is not.`)
    },
  },
  {
    vector: 'chain-verifies',
    controls: ['HAPF-17'],
    title: 'who was asked and who granted is in the evidence, and each chain of it verifies',
    async play(stage) {
      const command = await approve(stage, await destructive(stage, 'verified'))
      for (const type of ['approval.requested', 'approval.granted', 'command.started'])
        if ((await stage.count(type, command.name)) === 0) return fail(`There is no ${type}.`)
      const reports = await stage.opened.storeClient.verify()
      const broken = reports.flatMap((one) => one.breaks)[0]
      if (broken !== undefined) return fail(broken.text)
      return reports.length > 1 ? pass : fail('There is no evidence.')
    },
  },
]
