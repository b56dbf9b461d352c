import { cruise, type ICruiseOptions, type ICruiseResult } from 'dependency-cruiser'
import config from '../../.dependency-cruiser.mjs'

export type Boundaries = { files: string[]; violations: { rule: string; from: string; to: string }[] }

/** Applies the rules of .dependency-cruiser.mjs to the folders `where` below `root`. */
export async function cruiseTree(root: string, where: string[]): Promise<Boundaries> {
  const options: ICruiseOptions = {
    ...config.options,
    baseDir: root,
    validate: true,
    ruleSet: { forbidden: config.forbidden ?? [] },
  }
  const { output } = await cruise(where, options)
  const { modules, summary } = output as ICruiseResult
  return {
    files: modules.filter((module) => module.followable !== false).map((module) => module.source),
    violations: summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to })),
  }
}
