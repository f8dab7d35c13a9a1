// The guards between what an agent asks and an effect, for `guards.ts`.

const agents = ['test/doors/agents.test.ts']
const walk = ['test/governed.test.ts']

export const guardsOfAgents = [
  {
    guard: 'agent: asking confirms nothing',
    file: 'src/command/propose.ts',
    text: 'if (command.door !== undefined && !isProposal(command, flow))',
    replacement: 'if (command.door !== undefined)',
    tests: agents,
  },
  {
    guard: 'agent: its owner confirms what people need not confirm',
    file: 'src/policy/needs.ts',
    text: 'if (pack === null || !(proposed || wanted))',
    replacement: 'if (pack === null || !wanted)',
    tests: agents,
  },
  {
    guard: 'agent: a bare 1 is not meant for what it proposed',
    file: 'src/command/answered.ts',
    text: '? open.filter((one) => facts.commands.get(one.commandId)?.agent === undefined)',
    replacement: '? open',
    tests: agents,
  },
  {
    guard: 'agent: numbers of a menu are its owner’s',
    file: 'src/conversation/understand.ts',
    text: "one.kind === 'confirm' && one.byName !== true",
    replacement: "one.kind === 'confirm'",
    tests: agents,
  },
  {
    guard: 'agent: asks for its owner alone',
    file: 'src/environment/http.ts',
    text: 'return { name, hash, requesters: [owner], owner }',
    replacement: 'return { name, hash, requesters: null, owner }',
    tests: agents,
  },
  {
    guard: 'agent: limits of its own',
    file: 'src/command/counts.ts',
    text: ': agentKey(caller)',
    replacement: ': askerKey(sender, {})',
    tests: agents,
  },
  {
    guard: 'agent: open requests of its own',
    file: 'src/store/known.ts',
    text: 'commands.openRequests(sender.id, keys.sender?.agent)',
    replacement: 'commands.openRequests(sender.id, undefined)',
    tests: agents,
  },
  {
    guard: 'agent: all that it asks is limited',
    file: 'src/policy/limits.ts',
    text: '(agent !== null || (confirm && !turnsOn))',
    replacement: '(confirm && !turnsOn)',
    tests: agents,
  },
  {
    guard: 'agent: what is left to people is left to people',
    file: 'src/policy/decide.ts',
    text: "holds: agent.may !== 'never'",
    replacement: 'holds: true',
    tests: ['test/policy/agents.test.ts'],
  },
  {
    guard: 'agent: stands still in its lockdown, at the gate too',
    file: 'src/policy/lockdown.ts',
    text: 'return touched.agent?.name === one.of',
    replacement: 'return false',
    tests: agents,
  },
  {
    guard: 'agent: what is denied is no tool',
    file: 'src/transports/http/tools.ts',
    text: 'doorObstacle(flow) === null && ',
    replacement: '',
    tests: ['test/doors/mcp.test.ts'],
  },
  {
    guard: 'agent: what its owner may not ask is no tool',
    file: 'src/transports/http/tools.ts',
    text: ' && holdsAny(pack, owner, flow.scopes)',
    replacement: '',
    tests: ['test/doors/mcp.test.ts'],
  },
  {
    guard: 'agent: MCP is for agents',
    file: 'src/transports/http/http-door.ts',
    text: 'if (!isAgent(caller)) return refuse(notAnAgent)',
    replacement: '',
    tests: ['test/doors/mcp.test.ts'],
  },
  {
    guard: 'agent: goes on asking for what is left to people',
    file: 'src/command/refused-agent.ts',
    text: 'if (before + count < limit.most) return tallies',
    replacement: 'if (before + count > 0) return tallies',
    tests: agents,
  },
  {
    guard: 'agent in a walk: asking confirms nothing',
    file: 'src/command/propose.ts',
    text: 'if (command.door !== undefined && !isProposal(command, flow))',
    replacement: 'if (command.door !== undefined)',
    tests: walk,
  },
  {
    guard: 'agent in a walk: a bare 1 is not meant for what it proposed',
    file: 'src/command/answered.ts',
    text: '? open.filter((one) => facts.commands.get(one.commandId)?.agent === undefined)',
    replacement: '? open',
    tests: walk,
  },
] as const
