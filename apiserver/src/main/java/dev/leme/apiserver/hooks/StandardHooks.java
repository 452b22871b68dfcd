package dev.leme.apiserver.hooks;

import dev.leme.api.defaults.Defaults;
import dev.leme.api.defaults.Prepare;
import dev.leme.api.field.FieldError;
import dev.leme.api.object.ApiObject;
import dev.leme.api.resource.Resource;
import dev.leme.api.validation.Validation;
import dev.leme.api.validation.Warnings;
import dev.leme.apiserver.storage.Part;
import dev.leme.apiserver.storage.ResourceHooks;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The pure rules of a kind, as room {@code api} has them. */
public class StandardHooks implements ResourceHooks {

    private final Resource resource;

    /** Of this kind. */
    public StandardHooks(Resource resource) {
        this.resource = resource;
    }

    @Override
    public ApiObject defaulted(ApiObject object) {
        return ApiObject.of(Defaults.apply(resource, object.json()));
    }

    @Override
    public ApiObject preparedForCreate(ApiObject object) {
        return Prepare.forCreate(resource, object);
    }

    @Override
    public ApiObject preparedForUpdate(ApiObject fresh, ApiObject old, Part part) {
        return part == Part.STATUS
                ? Prepare.forStatusUpdate(resource, fresh, old)
                : Prepare.forUpdate(resource, fresh, old);
    }

    @Override
    public List<FieldError> validateCreate(ApiObject object) {
        return Validation.create(resource, object);
    }

    @Override
    public List<FieldError> validateUpdate(ApiObject fresh, ApiObject old, Part part) {
        return part == Part.STATUS
                ? Validation.updateStatus(resource, fresh, old)
                : Validation.update(resource, fresh, old);
    }

    @Override
    public List<String> warnings(ApiObject fresh, @Nullable ApiObject old) {
        return Warnings.of(resource, fresh, old);
    }
}
