import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLAbstractType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql'

/** What a single question may cost before it runs. */
export const maxCost = 1000

/**
 * The points a valid document asks for: scalars 0, objects 1, connections 2 and for each of `first` nodes what it costs.
 * Of a list without `first` nobody knows how long it is; it counts as one object.
 * https://shopify.dev/docs/api/usage/limits
 */
export function requestedCost(schema: GraphQLSchema, document: DocumentNode): number {
  const fragments = new Map(
    document.definitions.flatMap((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each]] : [])),
  )
  const operation = document.definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION)
  const root = schema.getQueryType()
  return operation && root ? costOf(operation.selectionSet, root, schema, fragments) : 0
}

function costOf(
  { selections }: SelectionSetNode,
  type: GraphQLObjectType | GraphQLAbstractType,
  schema: GraphQLSchema,
  fragments: Map<string, FragmentDefinitionNode>,
): number {
  let cost = 0
  for (const selection of selections) {
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      const fragment = fragments.get(selection.name.value)
      if (fragment) cost += costOf(fragment.selectionSet, type, schema, fragments)
      continue
    }
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const named = selection.typeCondition && schema.getType(selection.typeCondition.name.value)
      cost += costOf(selection.selectionSet, isObjectType(named) ? named : type, schema, fragments)
      continue
    }
    const field = isObjectType(type) ? getNamedType(type.getFields()[selection.name.value]?.type) : undefined
    if (!selection.selectionSet || !(isObjectType(field) || isAbstractType(field))) continue
    const inside = costOf(selection.selectionSet, field, schema, fragments)
    const first = selection.arguments?.find((argument) => argument.name.value === 'first')?.value
    if (!field.name.endsWith('Connection')) cost += 1 + inside
    else cost += 2 + (first?.kind === Kind.INT ? Number(first.value) : 1) * inside
  }
  return cost
}
