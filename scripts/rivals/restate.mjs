// The flow on Restate. Arguments: its ingress, its admin address, a free port, seconds, flows at once.

import { randomUUID } from 'node:crypto'
import {
  afterApproval,
  beforeApproval,
  beforeConfirmation,
  drive,
  openQuestions,
  record,
} from './flow.mjs'

// The library needs a function that only later versions of Node have.
Promise.withResolvers ??= function withResolvers() {
  const found = {}
  found.promise = new this((resolve, reject) => Object.assign(found, { resolve, reject }))
  return found
}
const restate = await import('@restatedev/restate-sdk')
const clients = await import('@restatedev/restate-sdk-clients')

const [ingress, admin, port, seconds, inFlight] = process.argv.slice(2)
const { asked, question } = openQuestions()
const steps = async (context, names, number) => {
  for (const name of names) await context.run(name, () => record(name, number))
}

const approval = restate.workflow({
  name: 'approval',
  handlers: {
    run: async (context, number) => {
      await steps(context, beforeConfirmation, number)
      asked(`confirm ${context.key}`)
      await context.promise('confirm')
      await steps(context, beforeApproval, number)
      asked(`approve ${context.key}`)
      await context.promise('approve')
      await steps(context, afterApproval, number)
      return 'done'
    },
    confirm: async (context, text) => context.promise('confirm').resolve(text),
    approve: async (context, text) => context.promise('approve').resolve(text),
  },
})

await restate.serve({ services: [approval], port: Number(port) })
const registered = await fetch(`${admin}/deployments`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ uri: `http://127.0.0.1:${port}`, force: true }),
})
if (!registered.ok) throw new Error(`Restate did not register the flow: ${await registered.text()}`)
const life = randomUUID()
const connected = clients.connect({ url: ingress })
const flowsPerSecond = await drive(
  async (number) => {
    const key = `${life}-${number}`
    const confirm = question(`confirm ${key}`)
    const answer = question(`approve ${key}`)
    const client = connected.workflowClient(approval, key)
    const submitted = await client.workflowSubmit(number)
    await confirm
    await client.confirm('1')
    await answer
    await client.approve('1 K7QM2P')
    await connected.result(submitted)
  },
  Number(seconds),
  Number(inFlight),
)
console.log(JSON.stringify({ flowsPerSecond }))
process.exit(0)
