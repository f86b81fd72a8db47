/** Draw a signature on the canvas of a step, as a finger does. */
export function draw({ anchor: canvas }) {
    const box = canvas.getBoundingClientRect();
    const points = [
        [0.1, 0.7],
        [0.3, 0.2],
        [0.5, 0.8],
        [0.9, 0.3],
    ];
    points.forEach(([across, down], index) => {
        const names = { 0: "pointerdown", [points.length - 1]: "pointerup" };
        const init = {
            bubbles: true,
            cancelable: true,
            clientX: box.left + across * box.width,
            clientY: box.top + down * box.height,
            pointerId: 1,
            isPrimary: true,
            button: 0,
            buttons: 1,
            pressure: 0.5,
        };
        canvas.dispatchEvent(new PointerEvent(names[index] || "pointermove", init));
    });
}
