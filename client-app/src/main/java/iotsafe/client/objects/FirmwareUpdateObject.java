package iotsafe.client.objects;

import iotsafe.client.firmware.FirmwareUpdate;
import iotsafe.client.firmware.UpdateRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.core.model.ObjectModel;
import org.eclipse.leshan.core.model.ResourceModel;
import org.eclipse.leshan.core.node.LwM2mPath;
import org.eclipse.leshan.core.node.LwM2mResource;
import org.eclipse.leshan.core.node.LwM2mSingleResource;
import org.eclipse.leshan.core.request.argument.Arguments;
import org.eclipse.leshan.core.response.ExecuteResponse;
import org.eclipse.leshan.core.response.ReadResponse;
import org.eclipse.leshan.core.response.WriteResponse;

/**
 * Firmware Update (/5): shows the state machine to servers. Deferring (11 to 13) is absent: nobody stands by the device to be asked.
 *
 * @see "OMA LwM2M Core 1.1, E.6; object 5 version 1.1"
 */
public final class FirmwareUpdateObject extends OneAtATime {
    private static final int PACKAGE = 0;
    private static final int PACKAGE_URI = 1;
    private static final int UPDATE = 2;
    private static final int STATE = 3;
    private static final int RESULT = 5;
    private static final int NAME = 6;
    private static final int VERSION = 7;
    private static final int PROTOCOLS = 8;
    private static final int DELIVERY = 9;
    private static final int CANCEL = 10;

    private static final long PUSH_AND_PULL = 2;

    private final FirmwareUpdate update;
    private final ResourceTable resources;

    /**
     * Of this state machine.
     *
     * @param protocols values of /5/0/8
     */
    public FirmwareUpdateObject(FirmwareUpdate update, List<Long> protocols) {
        this.update = update;
        this.resources = new ResourceTable()
                .add(PACKAGE_URI, () -> Optional.of(LwM2mSingleResource.newStringResource(PACKAGE_URI, now().uri())))
                .integer(STATE, () -> OptionalLong.of(now().state().code()))
                .integer(RESULT, () -> OptionalLong.of(now().result().code()))
                .text(NAME, () -> Optional.of(now().name()).filter(name -> !name.isEmpty()))
                .text(VERSION, () -> Optional.of(now().version()).filter(version -> !version.isEmpty()))
                .integers(PROTOCOLS, () -> Map.copyOf(ResourceTable.numbered(protocols)))
                .integer(DELIVERY, () -> OptionalLong.of(PUSH_AND_PULL));
        update.listen(() -> fireResourcesChange(
                new LwM2mPath(getModel().id, getId(), STATE), new LwM2mPath(getModel().id, getId(), RESULT)));
    }

    /** 4.04 for the name and version of a package that is not there, or that nothing describes. */
    @Override
    public ReadResponse read(LwM2mServer server, int resourceId) {
        return resources.read(resourceId);
    }

    /** A package, or where it is; 4.05 unless the machine is idle, or the value resets it. */
    @Override
    public WriteResponse write(LwM2mServer server, boolean replace, int resourceId, LwM2mResource value) {
        if (value.isMultiInstances()) {
            return WriteResponse.badRequest("one package is one value");
        }
        if (resourceId == PACKAGE && value.getType() == ResourceModel.Type.OPAQUE) {
            return response(update.push((byte[]) value.getValue()));
        }
        if (resourceId == PACKAGE_URI && value.getType() == ResourceModel.Type.STRING) {
            return response(update.pull((String) value.getValue()));
        }
        return WriteResponse.methodNotAllowed();
    }

    /** Update and Cancel; 4.05 in a state that has no place for them. */
    @Override
    public ExecuteResponse execute(LwM2mServer server, int resourceId, Arguments arguments) {
        FirmwareUpdate.Answer answer = switch (resourceId) {
            case UPDATE -> update.update();
            case CANCEL -> update.cancel();
            default -> FirmwareUpdate.Answer.NOT_ALLOWED;
        };
        return switch (answer) {
            case CHANGED -> ExecuteResponse.success();
            case NOT_ALLOWED -> ExecuteResponse.methodNotAllowed();
            case BAD_REQUEST -> ExecuteResponse.badRequest("not as the object has it");
            case FAILED -> ExecuteResponse.internalServerError("the state folder of the device cannot be written");
        };
    }

    /** Those that have a value now, and those to be written or executed. */
    @Override
    public List<Integer> getAvailableResourceIds(ObjectModel model) {
        List<Integer> available = resources.available();
        available.addAll(List.of(PACKAGE, UPDATE));
        if (model.resources.containsKey(CANCEL)) {
            available.add(CANCEL);
        }
        available.sort(null);
        return available;
    }

    private UpdateRecord now() {
        return update.now();
    }

    private static WriteResponse response(FirmwareUpdate.Answer answer) {
        return switch (answer) {
            case CHANGED -> WriteResponse.success();
            case NOT_ALLOWED -> WriteResponse.methodNotAllowed();
            case BAD_REQUEST -> WriteResponse.badRequest("a Package URI has at most 255 characters");
            case FAILED -> WriteResponse.internalServerError("the state folder of the device cannot be written");
        };
    }
}
