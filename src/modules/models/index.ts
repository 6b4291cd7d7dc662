// Front door of models: who can test and who can judge. Nouns: model. Tables: models. Emits no facts.
export { createModel } from './create-model.ts';
export { defaultModels } from './default-models.ts';
export type { DefaultModels } from './default-models.ts';
export { modelEraser } from './departure/model-eraser.ts';
export { modelExporter } from './departure/model-exporter.ts';
export { listModels } from './list-models.ts';
export { createModelInput, updateModelInput } from './model-input.ts';
export { modelRules } from './model-rules.ts';
export { SCRIPT_MODEL_ID } from './model.ts';
export type { Model, ModelRole } from './model.ts';
export { removeModel } from './remove-model.ts';
export type { ModelUsage } from './remove-model.ts';
export { resolveModel } from './resolve-model.ts';
export type { ResolvedModel } from './resolve-model.ts';
export { testModel } from './test-model.ts';
export type { ModelTest } from './test-model.ts';
export { updateModel } from './update-model.ts';
