import { buildSchema, type GraphQLSchema } from "graphql";

/** What the spec declares, as docs/rest-directives.md has it. Mappings are written as strings. */
export const restSpec: GraphQLSchema = buildSchema(`
  directive @request(
    connect: Int = 0
    method: String
    parameters: [rest__Parameter!]
    body: rest__Body
    accept: String
    response: rest__Response
  ) repeatable on FIELD_DEFINITION | OBJECT
  directive @mapping(fields: String, type: String) on OBJECT | INTERFACE | UNION
  input rest__Parameter {
    name: String!
    in: rest__Place!
    value: String!
    style: rest__Style
    explode: Boolean
    allowReserved: Boolean
    content: String
    replaces: String
  }
  input rest__Body { mediaType: String! value: String encoding: [rest__Encoding!] }
  input rest__Encoding { property: String! contentType: String style: rest__Style explode: Boolean file: Boolean }
  enum rest__Place { query path header cookie }
  enum rest__Style { form simple label matrix spaceDelimited pipeDelimited deepObject }
  enum rest__Response { json text base64 }
`);
