// Guards of what somebody does on the machine, for `guards.ts`.

const another = ['test/cli/folder-of-another-user.test.ts']
const ports = ['test/environment/doctor-ports.test.ts']
const files = ['test/cli/few-open-files.test.ts']

export const guardsOfOperators = [
  {
    guard: 'operators: a command that writes refuses the folder of another user',
    file: 'src/environment/store-access.ts',
    text: '  refuseRootUnlessOwner(folder)\n',
    replacement: '',
    tests: another,
  },
  {
    guard: 'operators: doctor warns that the folder belongs to another user',
    file: 'src/environment/doctor/machine.ts',
    text: 'if (owner !== user)',
    replacement: 'if (false)',
    tests: another,
  },
  {
    guard: 'operators: doctor tries ports',
    file: 'src/cli/doctor.ts',
    text: ', ...(await checkPorts(options))',
    replacement: '',
    tests: ports,
  },
  {
    guard: 'operators: a running environment has its ports itself',
    file: 'src/environment/doctor/ports.ts',
    text: 'ports.length > 0 && readRunState(home, environment, now) !== null',
    replacement: 'false',
    tests: ports,
  },
  {
    guard: 'operators: a low limit of open files is no fault of a file',
    file: 'src/environment/text-file.ts',
    text: '    if (isTooManyFiles(error)) throw error\n',
    replacement: '',
    tests: files,
  },
  {
    guard: 'operators: SQLite under a low limit of open files names it',
    file: 'src/cli/error-sentence.ts',
    text: '/^SQLITE_CANTOPEN/',
    replacement: '/^SQLITE_NONE/',
    tests: files,
  },
  {
    guard: 'operators: names of remotes are followed',
    file: 'src/environment/same-places.ts',
    text: 'const addresses = pushAddresses({ path: folder, remote, variables })',
    replacement: 'const addresses = [remote].filter(() => variables !== undefined)',
    tests: ['test/environment/same-places.test.ts'],
  },
  {
    guard: 'operators: the folder of a package is no home',
    file: 'src/cli/flags.ts',
    text: "values.home === undefined && shipped.split(sep).includes('node_modules')",
    replacement: 'false && shipped.split(sep).length > 0',
    tests: ['test/cli/packaged-program.test.ts'],
  },
]
