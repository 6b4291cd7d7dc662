-- Search over runs: lanes. A lane is all runs of one model with one outcome, of an organization, a server or a workflow, in the order of
-- time. Whatever a search asks for is a few lanes merged, so its cost does not grow with how rare the wanted runs are.
-- Builds three indexes: runs cannot be written meanwhile, some seconds for each million of them.

-- Status and classification as one value: both are closed sets, and `pass` has no classification.
-- The included columns are only there so that PostgreSQL sees that the index alone answers: it does not recognise them in the expression.
create index run_lanes_of_org on runs (org_id, model_id, (status || ':' || coalesce(classification, '')), sort_at, id)
  include (status, classification);
create index run_lanes_of_server on runs (server_id, model_id, (status || ':' || coalesce(classification, '')), sort_at, id)
  include (status, classification);
create index run_lanes_of_workflow on runs (workflow_id, model_id, (status || ':' || coalesce(classification, '')), sort_at, id)
  include (status, classification);
