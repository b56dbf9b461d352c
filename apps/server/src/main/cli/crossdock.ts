import { Command, CommanderError } from 'commander'
import { type Answer, toJson } from './answer.ts'
import { exit, exitCodes, Misunderstood, problemOf } from './exit-codes.ts'
import { type Inside, type Installation, inTenant, withInstallation } from './inside.ts'

/** What a command is declared with. */
export interface Crossdock {
  program: Command
  /** For commands of one tenant: `--tenant`, or the only one there is. */
  inTenant(work: (hub: Inside) => Promise<Answer>): Promise<void>
  /** For commands of the whole installation: `--tenant` is an error. */
  inInstallation(work: (installation: Installation) => Promise<Answer>): Promise<void>
  /** For those that may be narrowed down to one tenant; its slug, or undefined for all of them. */
  inAnyTenants(work: (installation: Installation, slug: string | undefined) => Promise<Answer>): Promise<void>
  /** For commands of the whole installation that find their own way. */
  answer(work: () => Promise<Answer>): Promise<void>
  /** Whether a program reads the answer. */
  json(): boolean
}

export type Declare = (crossdock: Crossdock) => void

export interface CommandLine {
  program: Command
  /** Carries out one command line. @returns the exit code */
  run(args: readonly string[]): Promise<number>
}

/** The program with all its commands; each of them is one file beside this one. */
export function crossdock(commands: readonly Declare[]): CommandLine {
  let wantsJson = false
  let exitCode: number = exit.done
  const program = new Command('crossdock')
    .description('Looks into a Crossdock hub, sets it up, mends what is parked, and keeps it safe.')
    .option('--tenant <slug>', 'whose; may be left out while there is one tenant only')
    .option('--json', 'one JSON document on standard output; an error is one on standard error')
    .configureHelp({ showGlobalOptions: true })
    .exitOverride()
    .configureOutput({ writeErr: (text) => void (wantsJson || process.stderr.write(text)) })
    .showHelpAfterError('(--help shows what there is)')
    .addHelpText('after', `\nExit codes:\n${exitCodeLines()}\n\nStart with: npx crossdock doctor`)
  const json = (): boolean => program.opts().json === true
  const tenant = (): string | undefined => program.opts().tenant
  const say = async (work: () => Promise<Answer>): Promise<void> => {
    const { json: document, print, exitCode: code = exit.done, outputIsTaken = false } = await work()
    if (json()) (outputIsTaken ? process.stderr : process.stdout).write(`${toJson(document)}\n`)
    else print()
    exitCode = code
  }
  // Ignored, it would let somebody take a backup of everybody for one of theirs, or throw everybody away.
  const answer = async (work: () => Promise<Answer>): Promise<void> => {
    if (tenant() !== undefined)
      throw new Misunderstood('This command is about the whole installation: leave --tenant out.')
    await say(work)
  }
  for (const declare of commands)
    declare({
      program,
      json,
      answer,
      inTenant: (work) => say(() => inTenant(tenant(), work)),
      inInstallation: (work) => answer(() => withInstallation(work)),
      inAnyTenants: (work) => say(() => withInstallation((installation) => work(installation, tenant()))),
    })
  return {
    program,
    async run(args) {
      // Also where the words of the command are not understood.
      wantsJson = args.includes('--json')
      try {
        await program.parseAsync(args, { from: 'user' })
        return exitCode
      } catch (thrown) {
        // Help that was asked for is no error.
        if (thrown instanceof CommanderError && thrown.exitCode === 0) return exit.done
        const problem = problemOf(thrown)
        if (wantsJson) process.stderr.write(`${JSON.stringify(problem)}\n`)
        // Commander has said it already.
        else if (!(thrown instanceof CommanderError)) sayProblem(problem, thrown)
        return problem.exitCode
      }
    },
  }
}

function sayProblem({ title, detail, exitCode }: ReturnType<typeof problemOf>, thrown: unknown): void {
  console.error(title)
  if (detail) console.error(`(${detail})`)
  if (exitCode === exit.fault && thrown instanceof Error) console.error(thrown.stack)
}

function exitCodeLines(): string {
  return Object.values(exitCodes)
    .map(([code, meaning]) => `  ${String(code).padStart(2)}  ${meaning}`)
    .join('\n')
}
