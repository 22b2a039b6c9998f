import { RequestRejected, type Json } from '../format.ts'
import { asArray, asObject, isObject, isString, objects } from '../json.ts'
import { checkFields, invalidValue } from './rejections.ts'

/** The subset of OpenAPI that `parameters` takes; JSON Schema goes into `parametersJsonSchema`. */
const schemaFields = (
  'type format title description nullable enum items maxItems minItems properties required ' +
  'minProperties maxProperties minLength maxLength pattern example anyOf propertyOrdering ' +
  'default minimum maximum'
).split(' ')
const declarationFields =
  'name description behavior parameters parametersJsonSchema response responseJsonSchema'.split(' ')

/** @throws {RequestRejected} for tools that Google would reject. */
export function checkTools({ tools }: Json): void {
  if (tools !== undefined && !Array.isArray(tools)) throw invalidValue('tools', 'ListValue', tools)
  const names = new Set<unknown>()
  objects(tools).forEach((tool, index) => {
    asArray(tool['functionDeclarations']).forEach((declaration, place) => {
      const at = `tools[${index}].function_declarations[${place}]`
      if (!isObject(declaration)) throw invalidValue(at, 'Struct', declaration)
      checkDeclaration(declaration, at)
      if (names.has(declaration['name']))
        throw new RequestRejected(
          `Duplicate function declaration found: ${String(declaration['name'])}`,
        )
      names.add(declaration['name'])
    })
  })
}

function checkDeclaration(declaration: Json, at: string): void {
  checkFields(declaration, declarationFields, at)
  const { name, parameters, parametersJsonSchema: jsonSchema } = declaration
  if (!isString(name) || !/^[a-zA-Z_][a-zA-Z0-9_.:-]{0,127}$/.test(name))
    throw new RequestRejected(
      `* GenerateContentRequest.${at}.name: Invalid function name. Must start with a letter or an underscore. Must ` +
        'be alphanumeric (a-z, A-Z, 0-9), underscores (_), dots (.), colons (:), or dashes (-), with a maximum length ' +
        'of 128.\n',
    )
  if (parameters !== undefined && jsonSchema !== undefined)
    throw new RequestRejected(
      `* GenerateContentRequest.${at}: parameters and parameters_json_schema are mutually exclusive.\n`,
    )
  if (parameters !== undefined) checkSchema(asObject(parameters), `${at}.parameters`)
  if (jsonSchema !== undefined && asObject(jsonSchema)['type'] !== 'object')
    throw new RequestRejected(
      `Unable to submit request because \`${name}\` functionDeclaration parameters schema should be of type OBJECT.`,
    )
}

function checkSchema(schema: Json, at: string): void {
  checkFields(schema, schemaFields, at)
  const properties = Object.entries(asObject(schema['properties']))
  properties.forEach(([, property], place) =>
    checkSchema(asObject(property), `${at}.properties[${place}].value`),
  )
  if (isObject(schema['items'])) checkSchema(schema['items'], `${at}.items`)
}
