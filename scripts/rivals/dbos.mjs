// The flow on DBOS with PostgreSQL. Arguments: address of the database, seconds, flows at once.

import { DBOS } from '@dbos-inc/dbos-sdk'
import {
  afterApproval,
  beforeApproval,
  beforeConfirmation,
  drive,
  openQuestions,
  record,
} from './flow.mjs'

const [systemDatabaseUrl, seconds, inFlight] = process.argv.slice(2)
const { asked, question } = openQuestions()
const steps = async (names, number) => {
  for (const name of names) await DBOS.runStep(async () => record(name, number), { name })
}

const approve = DBOS.registerWorkflow(
  async (number) => {
    await steps(beforeConfirmation, number)
    asked(`confirm ${number}`)
    await DBOS.recv('confirm', 60)
    await steps(beforeApproval, number)
    asked(`approve ${number}`)
    await DBOS.recv('approve', 60)
    await steps(afterApproval, number)
    return 'done'
  },
  { name: 'approve' },
)

DBOS.setConfig({ name: 'bench', systemDatabaseUrl, runAdminServer: false, logLevel: 'error' })
await DBOS.launch()
const flowsPerSecond = await drive(
  async (number) => {
    const confirm = question(`confirm ${number}`)
    const answer = question(`approve ${number}`)
    const handle = await DBOS.startWorkflow(approve)(number)
    await confirm
    await DBOS.send(handle.workflowID, '1', 'confirm')
    await answer
    await DBOS.send(handle.workflowID, '1 K7QM2P', 'approve')
    await handle.getResult()
  },
  Number(seconds),
  Number(inFlight),
)
console.log(JSON.stringify({ flowsPerSecond }))
await DBOS.shutdown()
process.exit(0)
