// The documents of the worked example: what the pet store says of itself.

const PET =
  '{type: object, required: [id, name], properties: {id: {type: string}, name: {type: string}, tags: {type: array, items: {type: string}}}}';

/** OpenAPI 3.0 in YAML, for an API at `baseUrl`. */
export const petstoreDocument = (baseUrl: string): string => `openapi: 3.0.3
info: {title: Petstore, version: 1.1.0}
servers: [{url: ${baseUrl}}]
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
    Pet: ${PET}
`;

/** With one operation more, which does not answer before its caller leaves. */
export const slowDocument = (baseUrl: string): string =>
  petstoreDocument(baseUrl).replace(
    'components:',
    `  /slow:
    get:
      operationId: waitForever
      summary: Waits
      responses: {'200': {description: ok, content: {application/json: {schema: {type: string}}}}}
components:`,
  );

/** As many operations as are asked for, `thing_0` and on, and one of the pet store. */
export const wideDocument = (baseUrl: string, count: number) => ({
  openapi: '3.0.3',
  info: { title: 'Wide', version: '1' },
  servers: [{ url: baseUrl }],
  paths: {
    '/pets': { get: { operationId: 'listPets', responses: { 200: { description: 'ok' } } } },
    ...Object.fromEntries(
      Array.from({ length: count }, (_, i) => [
        `/things/${i}/{id}`,
        {
          get: {
            operationId: `thing_${i}`,
            parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
            responses: { 200: { description: 'ok' } },
          },
        },
      ]),
    ),
  },
});

/** Spec 07 §9. */
export const SPRING_SCRIPT = `/**
 * @intent Tag every available pet for the spring campaign
 * @context The user wants all available pets tagged; pets that already carry the tag are skipped
 * @frustration_level low
 */
const pets = await petstore.listPets({ status: "available", limit: 100 });
const todo = pets.filter((p) => !p.tags?.includes("spring"));
for (const p of todo) {
  await petstore.updatePet({ petId: p.id, body: { tags: [...(p.tags ?? []), "spring"] } });
}
return { seen: pets.length, tagged: todo.map((p) => p.name) };
`;
