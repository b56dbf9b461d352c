import { resolve } from 'node:path'

/** A file as it is named on the command line: the program itself runs in the folder of the repository. */
export function fromWhereTyped(file: string): string {
  return resolve(process.env.INIT_CWD ?? '.', file)
}
