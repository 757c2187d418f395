package iotsafe.bootstrap.lwm2m.data;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.eclipse.leshan.core.link.lwm2m.attributes.AccessMode;
import org.eclipse.leshan.core.link.lwm2m.attributes.Attachment;
import org.eclipse.leshan.core.link.lwm2m.attributes.AttributeClass;
import org.eclipse.leshan.core.link.lwm2m.attributes.DefaultLwM2mAttributeParser;
import org.eclipse.leshan.core.link.lwm2m.attributes.LwM2mAttributeModel;
import org.eclipse.leshan.core.link.lwm2m.attributes.LwM2mAttributeParser;
import org.eclipse.leshan.core.link.lwm2m.attributes.LwM2mAttributes;
import org.eclipse.leshan.core.link.lwm2m.attributes.PositiveLongAttributeModel;
import org.eclipse.leshan.core.model.ObjectModel;
import org.eclipse.leshan.core.model.ResourceModel;
import org.eclipse.leshan.core.node.LwM2mPath;
import org.jspecify.annotations.Nullable;

/** The attributes of LwM2M 1.2 that the library does not know (OMA LwM2M Core 1.2, 7.3.2), beside those it does. */
public final class NotificationAttributes {
    private static final Set<Attachment> ANYWHERE =
            EnumSet.of(Attachment.OBJECT, Attachment.OBJECT_INSTANCE, Attachment.RESOURCE, Attachment.RESOURCE_INTANCE);

    /** 0: notify when a Boolean becomes false, 1: when it becomes true. */
    static final LwM2mAttributeModel<Long> EDGE =
            new Flag("edge", EnumSet.of(Attachment.RESOURCE, Attachment.RESOURCE_INTANCE)) {
                @Override
                public @Nullable String getApplicabilityError(LwM2mPath path, @Nullable ObjectModel model) {
                    String error = super.getApplicabilityError(path, model);
                    if (error != null || model == null) {
                        return error;
                    }
                    ResourceModel resource = model.resources.get(path.getResourceId());
                    return resource == null || resource.type == ResourceModel.Type.BOOLEAN
                            ? null
                            : "'edge' is for Boolean resources";
                }
            };

    /** 1: notifications are confirmable, 0: they are not, but for one now and then that asks whether the server is there. */
    static final LwM2mAttributeModel<Long> CON = new Flag("con", ANYWHERE);

    /** How many notifications of this observation are stored at most while the server cannot be reached. */
    static final LwM2mAttributeModel<Long> HQMAX =
            new PositiveLongAttributeModel("hqmax", ANYWHERE, AccessMode.RW, AttributeClass.NOTIFICATION);

    private NotificationAttributes() {}

    /** Reads the library's attributes and these. */
    public static LwM2mAttributeParser parser() {
        Collection<LwM2mAttributeModel<?>> all = new ArrayList<>(LwM2mAttributes.ALL);
        all.addAll(List.of(EDGE, CON, HQMAX));
        return new DefaultLwM2mAttributeParser(all);
    }

    private static class Flag extends PositiveLongAttributeModel {
        Flag(String name, Set<Attachment> attachments) {
            super(name, attachments, AccessMode.RW, AttributeClass.NOTIFICATION);
        }

        @Override
        public @Nullable String getInvalidValueCause(Long value) {
            return value == 0 || value == 1 ? null : "'%s' is 0 or 1".formatted(getName());
        }
    }
}
