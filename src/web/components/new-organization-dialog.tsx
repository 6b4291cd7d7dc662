// Another organization, from wherever one is.
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { OrganizationForm } from './organization-form.tsx';

export function NewOrganizationDialog({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog isOpen onClose={onClose} title="New organization" lead="You own it. Servers, runs, members and keys are its own.">
      <OrganizationForm beside={<Button onClick={onClose}>Cancel</Button>} onDone={onClose} />
    </Dialog>
  );
}
