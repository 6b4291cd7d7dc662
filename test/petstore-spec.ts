// The small API of the specification's worked example, as YAML text.

export const PETSTORE = `openapi: 3.0.3
info: {title: Petstore, version: 1.1.0}
servers: [{url: https://api.petstore.example/v1}]
paths:
  /pets:
    get:
      operationId: listPets
      summary: List pets
      parameters:
        - {name: status, in: query, schema: {type: string, enum: [available, sold]}}
        - {name: limit, in: query, schema: {type: integer, maximum: 100}}
      responses: {'200': {description: ok, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Pet'}}}}}}
  /pets/{petId}:
    patch:
      operationId: updatePet
      summary: Change a pet
      parameters: [{name: petId, in: path, required: true, schema: {type: string}}]
      requestBody: {required: true, content: {application/json: {schema: {type: object, properties: {tags: {type: array, items: {type: string}}}}}}}
      responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}}
components:
  schemas:
    Pet: {type: object, required: [id, name], properties: {id: {type: string}, name: {type: string}, tags: {type: array, items: {type: string}}}}
`;

/** What an agent sees of it. */
export const PETSTORE_INDEX = `// client: petstore — Petstore 1.1.0, 2 operations
type Pet = { id: string; name: string; tags?: string[] };
/** List pets — GET /pets */
petstore.listPets(args?: { status?: "available" | "sold"; limit?: number }): Promise<Pet[]>;
/** Change a pet — PATCH /pets/{petId} */
petstore.updatePet(args: { petId: string; body: { tags?: string[] } }): Promise<Pet>;`;
