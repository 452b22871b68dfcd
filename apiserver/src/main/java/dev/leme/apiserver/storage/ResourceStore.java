package dev.leme.apiserver.storage;

import dev.leme.api.field.FieldError;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.status.ApiException;
import dev.leme.api.status.Reason;
import dev.leme.apiserver.storage.Admission.Attempt;
import dev.leme.apiserver.storage.Admission.Operation;
import dev.leme.apiserver.watch.CachedObject;
import dev.leme.apiserver.watch.WatchCache;
import dev.leme.base.time.Clock;
import dev.leme.store.Bytes;
import dev.leme.store.ConflictException;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One resource's objects: every write of the cluster's state goes through here, and nothing else writes.
 *
 * <p>A write is decided on the object in the cache (which is as new as the last answered write) and committed on the condition
 * that it is still the newest; where it isn't, and the client has not said which version it means, it is decided again.
 */
public final class ResourceStore {

    private static final int TRIES = 64;
    private static final int NAMES_TRIED = 8;

    private final Resource resource;
    private final ResourceHooks hooks;
    private final Admission admission;
    private final Committer committer;
    private final Clock clock;
    private final FieldOwnership ownership;

    /** The store of one resource. */
    public ResourceStore(
            Resource resource, ResourceHooks hooks, Admission admission, Committer committer, Clock clock) {
        this.resource = resource;
        this.hooks = hooks;
        this.admission = admission;
        this.committer = committer;
        this.clock = clock;
        this.ownership = new FieldOwnership(clock);
    }

    /** The resource. */
    public Resource resource() {
        return resource;
    }

    /** What is particular to it. */
    public ResourceHooks hooks() {
        return hooks;
    }

    /** What is committed. */
    public WatchCache cache() {
        return committer.cache();
    }

    /** The object; throws NotFound. */
    public CachedObject get(String namespace, String name) {
        CachedObject object = find(namespace, name);
        if (object == null) {
            throw ApiException.notFound(resource, name);
        }
        return object;
    }

    /** The object, or null. */
    public @Nullable CachedObject find(String namespace, String name) {
        return committer.cache().get(committer.key(namespace, name));
    }

    /** Makes an object. The result has the revision that made it. */
    public ApiObject create(WriteContext context, String namespace, ApiObject input) {
        ApiObject defaulted = hooks.defaulted(input);
        for (int tried = 1; ; tried++) {
            ApiObject named = named(defaulted);
            try {
                return createNamed(context, namespace, named);
            } catch (ApiException refused) {
                boolean again =
                        refused.is(Reason.ALREADY_EXISTS) && input.name().isEmpty() && tried < NAMES_TRIED;
                if (!again) {
                    throw refused;
                }
            }
        }
    }

    private ApiObject named(ApiObject object) {
        String prefix = object.metadata().string("generateName");
        return object.name().isEmpty() && !prefix.isEmpty() ? object.withName(Names.generate(prefix)) : object;
    }

    private ApiObject createNamed(WriteContext context, String namespace, ApiObject named) {
        for (int tried = 1; ; tried++) {
            ApiObject fresh = SystemMetadata.forCreate(named, namespace, clock.now());
            ApiObject asked = ownership.created(context, named, fresh);
            Attempt attempt =
                    new Attempt(Operation.CREATE, resource, Part.MAIN, asked, null, namespace, named.name(), context);
            fresh = hooks.preparedForCreate(hooks.defaulted(admission.mutate(attempt)));
            refuse(fresh, hooks.validateCreate(fresh));
            Attempt admitted = attempt.with(fresh);
            admission.validate(admitted);
            Companions companions = new Companions();
            admission.fence(admitted, companions);
            fresh = hooks.allocate(fresh, null, companions);
            tell(context, fresh, null);
            if (context.dryRun()) {
                refuseExisting(fresh);
                return fresh;
            }
            try {
                return committer.create(fresh, companions);
            } catch (ConflictException conflict) {
                if (committer.isAbout(conflict, fresh)) {
                    throw ApiException.alreadyExists(resource, fresh.name());
                }
                giveUpAfter(tried, fresh);
            }
        }
    }

    private void refuseExisting(ApiObject fresh) {
        if (find(fresh.namespace(), fresh.name()) != null) {
            throw ApiException.alreadyExists(resource, fresh.name());
        }
    }

    private void refuse(ApiObject object, List<FieldError> errors) {
        if (!errors.isEmpty()) {
            String name = object.name().isEmpty() ? object.metadata().string("generateName") : object.name();
            throw ApiException.invalid(resource, name, errors);
        }
    }

    /**
     * Changes an object into what {@code change} makes of it. Where the result names a resourceVersion other than the
     * object's, the write fails as stale; where it names none, a concurrent change makes it start over.
     */
    public ApiObject update(
            WriteContext context, String namespace, String name, Part part, UnaryOperator<ApiObject> change) {
        for (int tried = 1; ; tried++) {
            CachedObject cached = get(namespace, name);
            ApiObject old = cached.object();
            ApiObject asked = change.apply(old);
            boolean conditional = checkVersion(asked, old, name);
            ApiObject fresh = decide(context, namespace, asked, old, part);
            try {
                return commitUpdate(
                        new Attempt(Operation.UPDATE, resource, part, fresh, old, namespace, name, context), cached);
            } catch (ConflictException conflict) {
                if (conditional && committer.isAbout(conflict, old)) {
                    throw ApiException.stale(resource, name);
                }
                giveUpAfter(tried, old);
            }
        }
    }

    /** As {@link #update}, for the server's own changes, which hold for whatever version there is: they start over. */
    public ApiObject change(
            WriteContext context, String namespace, String name, Part part, UnaryOperator<ApiObject> change) {
        return update(
                context,
                namespace,
                name,
                part,
                old -> change.apply(old).withMetadata(metadata -> metadata.without("resourceVersion")));
    }

    /** What applying a configuration came to, and whether that made the object. */
    public record Applied(ApiObject object, boolean created) {}

    /**
     * Makes an object what a configuration says, or makes it. Throws Conflict where that would change what others own.
     *
     * @param force whether to take from them what they own
     * @param mayCreate throws where the writer may not make a new object
     */
    public Applied apply(
            WriteContext context,
            String namespace,
            String name,
            Part part,
            ApiObject configuration,
            boolean force,
            Runnable mayCreate) {
        WriteContext applying = context.applying();
        for (int tried = 1; ; tried++) {
            if (find(namespace, name) != null || part != Part.MAIN) {
                return new Applied(
                        update(
                                applying,
                                namespace,
                                name,
                                part,
                                old -> ownership.applied(context, part, configuration, old, force)),
                        false);
            }
            mayCreate.run();
            try {
                return new Applied(create(applying, namespace, ownership.first(context, configuration)), true);
            } catch (ApiException refused) {
                if (!refused.is(Reason.ALREADY_EXISTS) || tried >= TRIES) {
                    throw refused;
                }
            }
        }
    }

    /** Whether the writer said which version it means; throws when that is another one. */
    private boolean checkVersion(ApiObject asked, ApiObject old, String name) {
        if (!asked.name().equals(name)) {
            throw ApiException.badRequest(
                    "the name of the object (" + asked.name() + ") does not match the name on the URL (" + name + ")");
        }
        if (!asked.uid().isEmpty() && !asked.uid().equals(old.uid())) {
            throw ApiException.conflict(
                    resource,
                    name,
                    "Precondition failed: UID in precondition: " + asked.uid() + ", UID in object meta: " + old.uid());
        }
        String version = asked.resourceVersion();
        if (!version.isEmpty() && !version.equals("0") && !version.equals(old.resourceVersion())) {
            throw ApiException.stale(resource, name);
        }
        return !version.isEmpty() && !version.equals("0");
    }

    private ApiObject decide(WriteContext context, String namespace, ApiObject asked, ApiObject old, Part part) {
        ApiObject fresh = SystemMetadata.forUpdate(hooks.defaulted(asked), old);
        fresh = hooks.preparedForUpdate(fresh, old, part);
        Attempt attempt = new Attempt(Operation.UPDATE, resource, part, fresh, old, namespace, old.name(), context);
        fresh = admission.mutate(attempt);
        if (!fresh.equals(attempt.fresh())) {
            fresh = hooks.preparedForUpdate(hooks.defaulted(fresh), old, part);
        }
        fresh = ownership.updated(context, part, asked, withVersionOf(fresh, old), old);
        if (fresh.equals(old)) {
            return old;
        }
        refuse(fresh, hooks.validateUpdate(fresh, old, part));
        admission.validate(attempt.with(fresh));
        if (part == Part.MAIN) {
            tell(context, fresh, old);
        }
        return fresh;
    }

    private void tell(WriteContext context, ApiObject fresh, @Nullable ApiObject old) {
        hooks.warnings(fresh, old).forEach(context.warnings());
        if (context.kubectl()) {
            hooks.hints(fresh, old).forEach(context.warnings());
        }
    }

    private static ApiObject withVersionOf(ApiObject fresh, ApiObject old) {
        return fresh.resourceVersion().equals(old.resourceVersion())
                ? fresh
                : fresh.withMetadata(metadata -> metadata.with("resourceVersion", old.resourceVersion()));
    }

    private ApiObject commitUpdate(Attempt attempt, CachedObject cached) {
        ApiObject old = cached.object();
        ApiObject fresh = attempt.fresh();
        if (fresh.equals(old) && !(old.isDeleting() && isFree(fresh))) {
            return old;
        }
        if (old.isDeleting() && isFree(fresh)) {
            return remove(attempt.context(), cached, old, fresh).object();
        }
        Companions companions = new Companions();
        admission.fence(attempt, companions);
        ApiObject allocated = attempt.part() == Part.MAIN ? hooks.allocate(fresh, old, companions) : fresh;
        if (attempt.context().dryRun()) {
            return allocated;
        }
        return committer.update(cached, allocated, companions);
    }

    /** Whether an object that is being deleted has nothing left that holds it. */
    private boolean isFree(ApiObject object) {
        return object.finalizers().isEmpty()
                && object.metadata().number("deletionGracePeriodSeconds", 0) == 0
                && hooks.isReleased(object);
    }

    /** What a deletion came to: the object as it last was, and whether it is gone. */
    public record Deleted(ApiObject object, boolean gone) {}

    /** Deletes an object, or marks it as being deleted where something holds it: finalizers, a grace period, its content. */
    public Deleted delete(WriteContext context, String namespace, String name, DeleteRequest request) {
        for (int tried = 1; ; tried++) {
            CachedObject cached = get(namespace, name);
            ApiObject old = cached.object();
            checkPreconditions(request, old);
            Attempt attempt = new Attempt(Operation.DELETE, resource, Part.MAIN, null, old, namespace, name, context);
            admission.validate(attempt);
            try {
                return deleteOnce(context, cached, old, request);
            } catch (ConflictException conflict) {
                if (!request.resourceVersion().isEmpty()) {
                    throw ApiException.stale(resource, name);
                }
                giveUpAfter(tried, old);
            }
        }
    }

    /** An object that has a policy's finalizer already keeps to it. */
    private String propagation(WriteContext context, ApiObject old, DeleteRequest request) {
        if (!request.propagation().isEmpty()) {
            return request.propagation();
        }
        if (!hooks.warningOfPropagation().isEmpty()) {
            context.warnings().accept(hooks.warningOfPropagation());
        }
        return Propagation.isDecided(old) ? "" : hooks.propagation();
    }

    private void checkPreconditions(DeleteRequest request, ApiObject old) {
        if (!request.uid().isEmpty() && !request.uid().equals(old.uid())) {
            throw ApiException.conflict(
                    resource,
                    old.name(),
                    "Precondition failed: UID in precondition: " + request.uid() + ", UID in object meta: "
                            + old.uid());
        }
        if (!request.resourceVersion().isEmpty() && !request.resourceVersion().equals(old.resourceVersion())) {
            throw ApiException.conflict(
                    resource,
                    old.name(),
                    "Precondition failed: ResourceVersion in precondition: " + request.resourceVersion()
                            + ", ResourceVersion in object meta: " + old.resourceVersion());
        }
    }

    private Deleted deleteOnce(WriteContext context, CachedObject cached, ApiObject old, DeleteRequest request) {
        long grace = hooks.gracePeriodSeconds(old, request.gracePeriodSeconds());
        ApiObject marked = Propagation.withFinalizer(old, propagation(context, old, request));
        boolean held = !marked.finalizers().isEmpty() || !hooks.isReleased(old);
        if (grace == 0 && !held) {
            return remove(context, cached, old, old);
        }
        long before = old.metadata().number("deletionGracePeriodSeconds", 0);
        if (!old.isDeleting() || grace < before) {
            marked = SystemMetadata.generationBumped(
                    hooks.deleting(SystemMetadata.deleting(marked, clock.now(), grace)));
        }
        if (marked.equals(old) || context.dryRun()) {
            return new Deleted(marked, false);
        }
        return new Deleted(committer.update(cached, marked, new Companions()), false);
    }

    /** Deletes {@code old} for good; {@code last} is what its writer made of it. */
    private Deleted remove(WriteContext context, CachedObject cached, ApiObject old, ApiObject last) {
        if (!context.dryRun()) {
            Companions companions = new Companions();
            hooks.release(old, companions);
            committer.delete(cached, companions);
        }
        return new Deleted(last, true);
    }

    private void giveUpAfter(int tried, ApiObject object) {
        if (tried >= TRIES) {
            throw ApiException.conflict(resource, object.name(), "please retry: too many concurrent changes");
        }
    }

    /** How objects of one resource get into the store. */
    public interface Committer {

        /** The key of an object. */
        String key(String namespace, String name);

        /** What is committed. */
        WatchCache cache();

        /** Makes the object; throws {@link ConflictException}. */
        ApiObject create(ApiObject object, Companions companions);

        /** Changes the object if it is still as {@code cached}; throws {@link ConflictException}. */
        ApiObject update(CachedObject cached, ApiObject object, Companions companions);

        /** Deletes the object if it is still as {@code cached}; throws {@link ConflictException}. */
        void delete(CachedObject cached, Companions companions);

        /** Whether a conflict is about this object, not about a companion. */
        boolean isAbout(ConflictException conflict, ApiObject object);
    }

    /** A value to be stored. */
    static Bytes stored(ApiObject object) {
        return Bytes.wrap(Canonical.bytes(object));
    }
}
